enum DeliveryReportPlaceholder {}
