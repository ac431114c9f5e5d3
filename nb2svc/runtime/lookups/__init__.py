"""What a service looks up while it answers: in threads of its own, with a time limit, over connections that stay."""
