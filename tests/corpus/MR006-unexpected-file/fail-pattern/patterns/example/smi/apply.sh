kubectl apply -f .
