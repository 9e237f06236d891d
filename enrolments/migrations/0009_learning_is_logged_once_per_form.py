from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0008_enquiries_count_their_origin")]

    operations = [
        migrations.AddField(
            model_name="learningactivity",
            name="form_token",
            field=models.UUIDField(
                blank=True,
                editable=False,
                help_text="Of the form that logged it: once each.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="learningactivity",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "form_token"), name="learning_activity_logged_once_per_form"
            ),
        ),
    ]
