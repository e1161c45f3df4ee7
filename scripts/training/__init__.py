"""What the training scripts share: the packed encoder, characters as tokens, paragraphs with areas."""
