"""LocalStack on one machine: functions as processes, loopback only, files below its state."""
