"""/healthz: what a monitor asks. Public, and says nothing about content."""

from flask import Blueprint, jsonify

from portal.services import health

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show():
    report = health.check()
    return jsonify(report), 200 if report["status"] == "ok" else 503
