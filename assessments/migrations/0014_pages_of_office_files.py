"""Pages are made of office files, to be read beside the criteria."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0013_prior_learning'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidencePreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('made', 'Made'), ('failed', 'Could not be made'), ('no_converter', 'LibreOffice is not installed')], max_length=12)),
                ('source_sha256', models.CharField(help_text='Of the file the pages show.', max_length=64)),
                ('sha256', models.CharField(blank=True, help_text='Of the pages, a PDF.', max_length=64)),
                ('size', models.PositiveBigIntegerField(default=0, help_text='Bytes of the pages.')),
                ('made_at', models.DateTimeField()),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='preview', to='assessments.evidencefile')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['made', 'failed', 'no_converter'])), name='preview_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'made'), ('size__gt', 0)), models.Q(models.Q(('outcome', 'made'), _negated=True), ('sha256', ''), ('size', 0)), _connector='OR'), name='preview_has_pages_when_made')],
            },
        ),
    ]
