"""A file that the portal made, as a download."""

from io import BytesIO

from flask import send_file

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {".xlsx": f"{OFFICE}spreadsheetml.sheet", ".docx": f"{OFFICE}wordprocessingml.document"}


def send(name, content):
    """`content`, bytes or an open file, under `name`, whose ending says what it is; never shown inside the browser."""
    file = BytesIO(content) if isinstance(content, bytes) else content
    return send_file(file, TYPES[name[name.rindex(".") :]], as_attachment=True, download_name=name)
