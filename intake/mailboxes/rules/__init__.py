"""What a mail says: its parts as text, who it is from, and whether it is somebody who asks. Pure."""
