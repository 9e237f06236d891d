"""Somebody can be picked to decide anew what an appeal was upheld about."""

from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, opened


class Migration(migrations.Migration):

    dependencies = [
        ('quality', '0008_second_marking'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        opened('quality_appealpart'),
        migrations.RemoveConstraint(
            model_name='appealpart',
            name='appeal_reviewer_has_a_stage',
        ),
        migrations.AlterField(
            model_name='appealpart',
            name='part',
            field=models.CharField(choices=[('candidate', 'Candidate'), ('tutor', 'Tutor'), ('decided', 'Decided'), ('assured', 'Assured'), ('reviewer', 'Answers a stage'), ('judge', 'Decides anew')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='appealpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('part__in', ['reviewer', 'judge']), ('stage__isnull', False)), models.Q(('part__in', ['candidate', 'decided', 'assured', 'tutor']), ('stage', None)), _connector='OR'), name='appeal_reviewer_has_a_stage'),
        ),
        append_only('quality_appealpart'),
    ]
