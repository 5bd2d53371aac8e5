package merchant

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

//go:embed categories.json
var categories []byte

// Tree is the categories of store Mini Programs.
type Tree struct {
	answer weixin.GetMerchantCategoryResponse
	byID   map[int64]*weixin.Category
}

// Categories is the tree that the program comes with. It has the ids that are publicly
// known, and is made up otherwise.
//
//fidelity:differs the category tree | some hundred categories, which no page lists | a small tree in the same form, with the ids that are known; `--categories` takes a saved answer | it is not public
func Categories() (*Tree, error) { return ParseCategories(categories) }

// ParseCategories reads a tree from an answer of get_merchant_category.
func ParseCategories(answer []byte) (*Tree, error) {
	t := &Tree{byID: make(map[int64]*weixin.Category)}
	if err := json.Unmarshal(answer, &t.answer); err != nil {
		return nil, fmt.Errorf("categories: %w", err)
	}
	t.answer.Status = weixin.Success()
	all := t.answer.Data.AllCategoryInfo.Categories
	for i := range all {
		c := &all[i]
		if t.byID[int64(c.ID)] != nil {
			return nil, store.Mistakef("categories: %d stands twice", c.ID)
		}
		t.byID[int64(c.ID)] = c
	}
	for _, c := range all {
		for _, id := range c.Children {
			if child := t.byID[int64(id)]; child == nil || child.Father == nil || *child.Father != c.ID || child.Level != c.Level+1 {
				return nil, store.Mistakef("categories: %d is not a child of %d", id, c.ID)
			}
		}
	}
	if len(all) == 0 || all[0].ID != 0 || all[0].Level != 0 {
		return nil, store.Mistakef("categories: the first is not the root")
	}
	return t, nil
}

// second returns the category of level 2 under one of level 1.
func (t *Tree) second(first, second int64) (weixin.Category, bool) {
	c := t.byID[second]
	if c == nil || c.Level != 2 || c.Father == nil || int64(*c.Father) != first {
		return weixin.Category{}, false
	}
	return *c, true
}

func (r *Module) listCategories(context.Context, *edge.Call, weixin.Nothing) (weixin.GetMerchantCategoryResponse, error) {
	return r.Categories.answer, nil
}
