"""Questions on a page: fields, Chinese labels and the checks of shape. Rules across fields stand in domain."""
