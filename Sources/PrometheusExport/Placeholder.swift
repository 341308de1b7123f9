enum PrometheusExportPlaceholder {}
