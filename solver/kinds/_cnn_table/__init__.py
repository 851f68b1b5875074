"""What `cnn_table` is made of."""
