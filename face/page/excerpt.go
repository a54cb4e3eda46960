package page

import "shuniu/kernel/search"

// Excerpt is a part of somebody's text in which what was searched for is marked.
type Excerpt []search.Piece
