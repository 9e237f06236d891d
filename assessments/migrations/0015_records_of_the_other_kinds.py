"""Observations, testimony of witnesses and reflective accounts; what they say stays."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

from ledger.protection import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0014_pages_of_office_files'),
        ('courses', '0002_versions_are_sealed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.TextField(help_text='What the candidate did.')),
                ('place', models.CharField(max_length=120)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('comment', models.TextField(help_text='Of the assessor.')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='observation', to='assessments.evidencerecord')),
            ],
        ),
        migrations.CreateModel(
            name='ObservedCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.TextField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('observation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covered', to='assessments.observation')),
            ],
            options={
                'ordering': ['criterion__unit__position', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='ReflectiveAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_on', models.DateField()),
                ('situation', models.TextField(help_text='What happened.')),
                ('action', models.TextField(blank=True, help_text='What they did, and why.')),
                ('learning', models.TextField(help_text='What they learnt from it.')),
                ('change', models.TextField(blank=True, help_text='What they do otherwise now.')),
                ('is_anonymised', models.BooleanField(help_text='Declared: nobody else can be recognised from it.')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='assessments.evidencerecord')),
            ],
        ),
        migrations.CreateModel(
            name='WitnessTestimony',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('candidate_name', models.CharField(help_text='As it was that day.', max_length=200)),
                ('witness_name', models.CharField(max_length=120)),
                ('witness_role', models.CharField(help_text='Their job.', max_length=120)),
                ('relationship', models.CharField(help_text='To the candidate, at work.', max_length=200)),
                ('contact', models.CharField(help_text='An e-mail address or telephone number.', max_length=200)),
                ('activity', models.CharField(help_text='What exactly was seen.', max_length=300)),
                ('place', models.CharField(max_length=120)),
                ('seen_on', models.DateField()),
                ('circumstances', models.CharField(help_text='How the witness came to see it.', max_length=300)),
                ('account', models.TextField(help_text='In the words of the witness.')),
                ('signed_on', models.DateField(help_text='When the witness signed it.')),
                ('is_declared_unrelated', models.BooleanField(help_text='Declared: the witness is neither the candidate nor a relative.')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='testimony', to='assessments.evidencerecord')),
            ],
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activity', ''), _negated=True), models.Q(('comment', ''), _negated=True)), name='observation_says_what_was_done_and_what_of_it'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__gt', models.F('started_at'))), name='observation_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='observedcriterion',
            constraint=models.UniqueConstraint(fields=('observation', 'criterion'), name='observed_criterion_once'),
        ),
        migrations.AddConstraint(
            model_name='observedcriterion',
            constraint=models.CheckConstraint(condition=models.Q(('how', ''), _negated=True), name='observed_criterion_says_how'),
        ),
        migrations.AddConstraint(
            model_name='reflectiveaccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('situation', ''), _negated=True), models.Q(('learning', ''), _negated=True)), name='reflective_account_says_what_happened_and_what_was_learnt'),
        ),
        migrations.AddConstraint(
            model_name='reflectiveaccount',
            constraint=models.CheckConstraint(condition=models.Q(('is_anonymised', True)), name='reflective_account_is_declared_anonymised'),
        ),
        migrations.AddConstraint(
            model_name='witnesstestimony',
            constraint=models.CheckConstraint(condition=models.Q(('is_declared_unrelated', True)), name='testimony_is_declared_to_be_of_no_relative'),
        ),
        migrations.AddConstraint(
            model_name='witnesstestimony',
            constraint=models.CheckConstraint(condition=django.db.models.expressions.NegatedExpression(django.db.models.lookups.Exact(django.db.models.functions.text.Lower('witness_name'), django.db.models.functions.text.Lower('candidate_name'))), name='testimony_witness_is_not_the_candidate'),
        ),
        migrations.AddConstraint(
            model_name='witnesstestimony',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('witness_name', ''), _negated=True), models.Q(('witness_role', ''), _negated=True), models.Q(('relationship', ''), _negated=True), models.Q(('contact', ''), _negated=True), models.Q(('activity', ''), _negated=True), models.Q(('account', ''), _negated=True)), name='testimony_names_its_witness_and_what_was_seen'),
        ),
        migrations.AddConstraint(
            model_name='witnesstestimony',
            constraint=models.CheckConstraint(condition=models.Q(('signed_on__gte', models.F('seen_on'))), name='testimony_is_signed_after_what_it_tells'),
        ),
        append_only(
            "assessments_observation",
            "assessments_observedcriterion",
            "assessments_witnesstestimony",
            "assessments_reflectiveaccount",
        ),
    ]
