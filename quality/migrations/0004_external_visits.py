import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns


class Migration(migrations.Migration):

    dependencies = [
        ('enrolments', '0004_external_visits'),
        ('quality', '0003_samples_are_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf_name', models.CharField(max_length=60)),
                ('pdf_sha256', models.CharField(max_length=64)),
                ('zip_name', models.CharField(max_length=60)),
                ('zip_sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_pack', to='enrolments.eqavisit')),
            ],
        ),
        migrations.CreateModel(
            name='VisitAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField()),
                ('due_on', models.DateField()),
                ('set_at', models.DateTimeField()),
                ('done_note', models.TextField(blank=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='enrolments.eqavisit')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='visit_action_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('done_note', ''), _negated=True)), _connector='OR'), name='visit_action_done_says_what')],
            },
        ),
        migrations.CreateModel(
            name='VisitOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('thing', models.CharField(help_text='What it was, in words.', max_length=200)),
                ('path', models.CharField(max_length=300)),
                ('status', models.PositiveSmallIntegerField(help_text='As in HTTP: 200 shown, 403 or 404 not.')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='enrolments.eqavisit')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['visit', '-id'], name='opening_by_visit')],
            },
        ),
        migrations.CreateModel(
            name='VisitRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('said_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='enrolments.eqavisit')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='visit_remark_says_it')],
            },
        ),
        append_only("quality_visitopening", "quality_visitremark", "quality_frozenpack"),
        fixed_columns("quality_visitaction", "visit_id, text, owner_id, due_on, set_by_id, set_at"),
    ]
