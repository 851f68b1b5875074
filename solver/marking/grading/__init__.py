"""What a class handed in: read, marked, and told to each student and to the teacher."""
