"""Files come in pieces, and go on where they stopped."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_countersigning'),
        ('courses', '0002_versions_are_sealed'),
        ('enrolments', '0005_staff_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PiecewiseUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=255)),
                ('length', models.PositiveBigIntegerField(help_text='Bytes, as announced.')),
                ('changed_ms', models.PositiveBigIntegerField(help_text='When the file was last changed where it is, in milliseconds.')),
                ('received', models.PositiveBigIntegerField(default=0, help_text='Bytes that are here.')),
                ('begun_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField(help_text='When the last piece came.')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='enrolments.enrolment')),
                ('evidence', models.OneToOneField(blank=True, help_text='What it became.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.evidence')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('evidence__isnull', True)), fields=('owner', 'enrolment', 'unit', 'name', 'length', 'changed_ms'), name='upload_of_a_file_once'), models.CheckConstraint(condition=models.Q(('length__gt', 0)), name='upload_is_not_empty'), models.CheckConstraint(condition=models.Q(('received__lte', models.F('length'))), name='upload_received_within_length'), models.CheckConstraint(condition=models.Q(('evidence__isnull', True), ('received', models.F('length')), _connector='OR'), name='upload_is_whole_before_it_is_evidence')],
            },
        ),
    ]
