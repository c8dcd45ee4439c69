"""S3's objects go below the temporary folder that LocalStack was started with.

LocalStack 4.14 writes them to a fixed path, where two that run at once would meet, and
where they would stay.
"""
import os
import tempfile

from localstack.runtime import hooks


@hooks.on_infra_start()
def below_state():
    from localstack.services.s3 import provider

    provider.DEFAULT_S3_TMP_DIR = os.path.join(tempfile.gettempdir(), "objects")
