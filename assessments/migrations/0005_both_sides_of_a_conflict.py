"""Both sides of a conflict between drafts, kept for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_support_before_and_after'),
        ('courses', '0002_versions_are_sealed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saved_version', models.PositiveIntegerField(help_text='Of the draft that stood.')),
                ('saved_mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('saved_outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('saved_feedback', models.TextField(blank=True)),
                ('saved_at', models.DateTimeField()),
                ('typed_mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('typed_outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('typed_feedback', models.TextField(blank=True)),
                ('typed_digest', models.CharField(max_length=12)),
                ('met_at', models.DateTimeField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draft_conflicts', to='assessments.submission')),
                ('typed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['met_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'criterion', 'saved_version', 'typed_digest'), name='draft_conflict_once')],
            },
        ),
        append_only('assessments_draftconflict'),
    ]
