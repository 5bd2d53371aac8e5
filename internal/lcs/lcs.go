// Package lcs compares two lists by their longest common subsequence.
//
// It owns how they are compared. It does not own what they are lists of, nor how the
// differences are shown. Its work and its memory grow with the product of both lengths.
package lcs

// Compare calls same, gone or came for each item of both lists, in order: for what they
// have in common, what is in the first list alone, and what is in the second alone.
func Compare(first, second []string, same, gone, came func(item string)) {
	common := make([][]int, len(first)+1) // of first[i:] and second[j:]
	for i := range common {
		common[i] = make([]int, len(second)+1)
	}
	for i := len(first) - 1; i >= 0; i-- {
		for j := len(second) - 1; j >= 0; j-- {
			if first[i] == second[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(first) || j < len(second) {
		switch {
		case i < len(first) && j < len(second) && first[i] == second[j]:
			same(first[i])
			i, j = i+1, j+1
		case j == len(second) || i < len(first) && common[i+1][j] >= common[i][j+1]:
			gone(first[i])
			i++
		default:
			came(second[j])
			j++
		}
	}
}
