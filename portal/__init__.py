"""The Tiequan Portal (铁拳行动案件报送与考核平台): create_app() puts the floors together."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, routes, store
from portal.config import PROJECT, Settings
from portal.extensions import bootstrap, csrf, db, login
from portal.storage import FolderStorage


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without `settings` they are read from the environment."""
    settings = settings or Settings.from_environment()
    app = Flask(
        __name__,
        template_folder=PROJECT / "templates",
        static_folder=PROJECT / "static",
        instance_path=str(PROJECT),
    )
    app.config.from_mapping(settings.for_flask(store.engine_options(settings.database_url)))
    app.extensions["settings"] = settings
    app.extensions["storage"] = FolderStorage(settings.data / "attachments")
    app.wsgi_app = ProxyFix(
        app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
    )
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            store.prepare(engine)
    login.init_app(app)
    csrf.init_app(app)
    bootstrap.init_app(app)
    routes.register(app)
    cli.register(app)
    return app
