"""From manuscripts of sample reports to files in several formats and their gold facts."""
