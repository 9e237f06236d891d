"""One in so many judgements is marked a second time, by somebody who does not know the first."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from ledger.protection import append_only, fixed_columns, opened


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_countersigning'),
        ('courses', '0002_versions_are_sealed'),
        ('quality', '0007_drafts_of_samples'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        opened('quality_samplingpolicy'),
        migrations.AddField(
            model_name='samplingpolicy',
            name='second_marking_every',
            field=models.PositiveSmallIntegerField(blank=True, help_text='One in so many judgements is marked a second time; empty for none.', null=True),
        ),
        migrations.AddConstraint(
            model_name='samplingpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('second_marking_every', None), ('second_marking_every__gte', 1), _connector='OR'), name='sampling_policy_second_marking_from_one'),
        ),
        migrations.CreateModel(
            name='SecondMarking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('given_at', models.DateTimeField()),
                ('draft', models.JSONField(default=dict, help_text='What is typed so far, as it was typed.')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('countersigner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_markings', to=settings.AUTH_USER_MODEL)),
                ('policy', models.ForeignKey(help_text='By which it was drawn.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quality.samplingpolicy')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_markings', to='assessments.submission')),
            ],
            options={
                'ordering': ['-given_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at', None)), fields=('submission',), name='second_marking_one_standing'), models.CheckConstraint(condition=models.Q(('marker', models.F('assessor')), _negated=True), name='second_marking_is_not_of_own_judgement'), models.CheckConstraint(condition=models.Q(('countersigner', None), models.Q(('marker', models.F('countersigner')), _negated=True), _connector='OR'), name='second_marking_is_not_of_own_countersigning'), models.CheckConstraint(condition=models.Q(('marker', models.F('candidate')), _negated=True), name='second_marking_is_not_of_own_work'), models.CheckConstraint(condition=models.Q(('finished_at', None), ('returned_at', None), _connector='OR'), name='second_marking_finished_or_returned'), models.CheckConstraint(condition=models.Q(('finished_at', None), ('finished_at__gte', models.F('given_at')), _connector='OR'), name='second_marking_finished_after_it_was_given')],
            },
        ),
        migrations.CreateModel(
            name='SecondDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('met', 'Met'), ('not_yet_met', 'Not yet met')], max_length=12)),
                ('mark', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ('comment', models.TextField(blank=True)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.assessmentcriterion')),
                ('first', models.ForeignKey(help_text='What stood when the second marking was finished.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.criteriondecision')),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='quality.secondmarking')),
            ],
            options={
                'ordering': ['criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('marking', 'criterion'), name='second_decision_once'), models.CheckConstraint(condition=models.Q(('marker', models.F('assessor')), _negated=True), name='second_decision_is_not_of_own_decision'), models.CheckConstraint(condition=models.Q(('outcome__in', ['met', 'not_yet_met'])), name='second_decision_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', True), ('maximum__isnull', True)), models.Q(('mark__gte', Decimal('0')), ('mark__lte', models.F('maximum'))), _connector='OR'), name='second_decision_mark_within_maximum'), models.CheckConstraint(condition=models.Q(('mark__isnull', True), models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'met')), models.Q(django.db.models.lookups.LessThan(django.db.models.expressions.CombinedExpression(models.F('mark'), '*', models.Value(2)), models.F('maximum')), ('outcome', 'not_yet_met')), _connector='OR'), name='second_decision_met_exactly_from_half_the_marks')],
            },
        ),
        append_only('quality_samplingpolicy', 'quality_seconddecision'),
        fixed_columns(
            'quality_secondmarking',
            'submission_id, policy_id, marker_id, assessor_id, candidate_id, countersigner_id,'
            ' given_by_id, given_at',
        ),
    ]
