"""Pages of the catalogue: the public site, and the specifications staff work from."""

from courses.views.public import (
    contact,
    help_me_choose,
    public_home,
    qualification_detail,
    robots,
    sitemap,
)
from courses.views.specifications import specification_detail, specification_list

__all__ = [
    "contact",
    "help_me_choose",
    "public_home",
    "qualification_detail",
    "robots",
    "sitemap",
    "specification_detail",
    "specification_list",
]
