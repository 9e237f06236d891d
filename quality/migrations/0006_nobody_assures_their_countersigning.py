"""Samples name who countersigned, so that the database refuses them as assurers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, opened


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_countersigning'),
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0005_staff_records'),
        ('quality', '0005_appeals_in_three_stages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        opened('quality_iqasample'),
        migrations.AddField(
            model_name='iqasample',
            name='countersigner',
            field=models.ForeignKey(blank=True, help_text='Who countersigned the result, where it was provisional.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plannedsample',
            name='countersigner',
            field=models.ForeignKey(blank=True, help_text='Who countersigned the result, where it was provisional.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='iqasample',
            constraint=models.CheckConstraint(condition=models.Q(('countersigner', None), models.Q(('assurer', models.F('countersigner')), _negated=True), _connector='OR'), name='sample_is_not_of_own_countersigning'),
        ),
        migrations.AddConstraint(
            model_name='plannedsample',
            constraint=models.CheckConstraint(condition=models.Q(('countersigner', None), models.Q(('assurer', models.F('countersigner')), _negated=True), _connector='OR'), name='planned_sample_is_not_of_own_countersigning'),
        ),
        append_only('quality_iqasample'),
    ]
