"""What the project says about itself, and the scripts that write the parts that can be read off the code."""
