"""Phrases for feedback, and every version of them."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_judgement_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Phrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField()),
                ('text_sha256', models.CharField(max_length=64)),
                ('is_shared', models.BooleanField(default=False, help_text='Every tutor may copy it.')),
                ('version', models.PositiveIntegerField(default=1)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phrases', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PhraseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('is_shared', models.BooleanField()),
                ('is_removed', models.BooleanField()),
                ('saved_at', models.DateTimeField()),
                ('phrase', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='assessments.phrase')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddConstraint(
            model_name='phrase',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('owner', 'text_sha256'), name='phrase_once_per_owner', violation_error_message='You have this phrase already.'),
        ),
        migrations.AddConstraint(
            model_name='phrase',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='phrase_says_something'),
        ),
        migrations.AddConstraint(
            model_name='phraseversion',
            constraint=models.UniqueConstraint(fields=('phrase', 'number'), name='phrase_version_once'),
        ),
        append_only('assessments_phraseversion'),
    ]
