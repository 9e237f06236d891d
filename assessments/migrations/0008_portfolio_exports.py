"""A candidate may download the whole portfolio."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0007_files_in_custody'),
        ('enrolments', '0003_history_is_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PortfolioExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('entries', models.JSONField(help_text='File, name in the archive, and why it was left out.')),
                ('files_total', models.PositiveIntegerField()),
                ('files_done', models.PositiveIntegerField(default=0)),
                ('step', models.PositiveIntegerField(default=0, help_text='How often a job worked on it.')),
                ('size', models.PositiveBigIntegerField(default=0, help_text='Bytes written so far.')),
                ('sha256', models.CharField(blank=True, help_text='Of the whole archive.', max_length=64)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, help_text='Its file is gone.', null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portfolio_exports', to='enrolments.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True), ('removed_at__isnull', True)), fields=('enrolment',), name='portfolio_export_one_under_way'), models.CheckConstraint(condition=models.Q(('files_done__lte', models.F('files_total'))), name='portfolio_export_done_within_total')],
            },
        ),
    ]
