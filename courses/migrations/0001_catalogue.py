import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AwardingOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('short_name', models.CharField(max_length=30)),
                ('portal_name', models.CharField(blank=True, help_text='Where it keeps materials.', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('awarding_organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='courses.awardingorganisation')),
                ('code', models.CharField(help_text='For example 8420-01.', max_length=12, unique=True)),
                ('slug', models.SlugField(help_text='Its place in addresses, for example level-5.', unique=True)),
                ('title', models.CharField(max_length=160)),
                ('level', models.PositiveSmallIntegerField()),
                ('is_offered', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='SpecificationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('qualification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='courses.qualification')),
                ('number', models.PositiveSmallIntegerField(help_text='1, 2, 3 … per qualification.')),
                ('content_hash', models.CharField(help_text='SHA-256 of the parsed content.', max_length=64)),
                ('source', models.CharField(help_text='Where the wording comes from.', max_length=200)),
                ('is_current', models.BooleanField(default=False)),
                ('is_provisional', models.BooleanField(default=False, help_text="The awarding organisation's own wording is not loaded yet (D1, D2).")),
                ('imported_at', models.DateTimeField()),
                ('regime', models.CharField(choices=[('marks', "Marked, half of each criterion's marks to pass"), ('met', 'Met or not yet met')], max_length=8)),
                ('credits', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('guided_learning_hours', models.PositiveSmallIntegerField()),
                ('total_qualification_time', models.PositiveSmallIntegerField(help_text='Hours.')),
                ('total_time_is_minimum', models.BooleanField(default=False, help_text='The total is stated as a minimum, not as about.')),
                ('one_to_one_minutes', models.PositiveSmallIntegerField(default=0, help_text='Least one-to-one tutorial minutes promised (P5.6).')),
                ('listed_months_least', models.PositiveSmallIntegerField()),
                ('listed_months_most', models.PositiveSmallIntegerField()),
                ('typical_months_least', models.PositiveSmallIntegerField()),
                ('typical_months_most', models.PositiveSmallIntegerField()),
                ('weekly_hours_least', models.PositiveSmallIntegerField()),
                ('weekly_hours_most', models.PositiveSmallIntegerField()),
                ('weekly_hours_are_minimum', models.BooleanField(default=False, help_text='The weekly hours are stated as a minimum, not as about.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('qualification', 'number'), name='specification_version_number_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('qualification',), name='specification_one_current_version'), models.CheckConstraint(condition=models.Q(('regime__in', ['marks', 'met'])), name='specification_regime_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Heading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='headings', to='courses.specificationversion')),
                ('number', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='heading_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='courses.specificationversion')),
                ('heading', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='units', to='courses.heading')),
                ('position', models.PositiveSmallIntegerField(help_text='Order within the version, from 1.')),
                ('code', models.CharField(help_text='For example 8617-701.', max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('knowledge', 'Knowledge'), ('skills', 'Skills'), ('combined', 'Knowledge and skills')], max_length=10)),
                ('summary', models.TextField(blank=True)),
                ('credits', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('guided_learning_hours', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='unit_code_once_per_version'), models.UniqueConstraint(fields=('version', 'position'), name='unit_position_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['knowledge', 'skills', 'combined'])), name='unit_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='LearningOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='courses.unit')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('kind', models.CharField(choices=[('knowledge', 'Knowledge-based'), ('competence', 'Competence-based')], max_length=10)),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'number'), name='outcome_number_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['knowledge', 'competence'])), name='outcome_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='AssessmentCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='courses.learningoutcome')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='courses.unit')),
                ('number', models.CharField(help_text='For example 2.1.', max_length=8)),
                ('position', models.PositiveSmallIntegerField(help_text='Order within the unit, from 1.')),
                ('text', models.TextField()),
                ('command_verb', models.CharField(blank=True, max_length=30)),
                ('maximum', models.DecimalField(blank=True, decimal_places=1, help_text='Marks, when marked.', max_digits=5, null=True)),
                ('is_provisional', models.BooleanField(default=False)),
                ('referral_descriptor', models.TextField(blank=True)),
                ('pass_descriptor', models.TextField(blank=True)),
                ('good_pass_descriptor', models.TextField(blank=True, help_text='For feedback only (P7.12).')),
            ],
            options={
                'verbose_name_plural': 'assessment criteria',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'number'), name='criterion_number_once'), models.UniqueConstraint(fields=('unit', 'position'), name='criterion_position_once'), models.CheckConstraint(condition=models.Q(('maximum__isnull', True), ('maximum__gt', Decimal('0')), _connector='OR'), name='criterion_maximum_is_positive')],
            },
        ),
    ]
