"""Files may be taken away and given back, and are checked for viruses first."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_cases_about_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Quarantine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_taken_away', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='access',
            field=models.CharField(choices=[('open', 'Open'), ('checking', 'Being checked'), ('quarantined', 'Taken away')], default='open', max_length=11),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='is_clean',
            field=models.BooleanField(default=False, help_text='The virus scanner found nothing.'),
        ),
        migrations.AddConstraint(
            model_name='evidencefile',
            constraint=models.CheckConstraint(condition=models.Q(('access__in', ['open', 'checking', 'quarantined'])), name='evidence_file_access_is_known'),
        ),
        migrations.AddField(
            model_name='quarantine',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Empty when the virus scanner found something.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quarantine',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarantines', to='assessments.evidencefile'),
        ),
        migrations.AddConstraint(
            model_name='quarantine',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='quarantine_has_a_reason'),
        ),
        append_only("assessments_quarantine"),
    ]
