"""A backend with a mistake: for an unknown address it answers at once."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class HastyBackend(ModelBackend):
    def authenticate(self, request, email=None, password=None, **more):
        user = User.objects.filter(email=email).first()
        return user if user and user.check_password(password) else None
