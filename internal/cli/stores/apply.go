package stores

import (
	"context"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

type categories struct{ account }

// Help is the long text of stores categories --help.
func (categories) Help() string {
	return `apply takes the ID or the NAME. PAPERS are what has to come with the application as
--paper.

  wxastore stores categories`
}

// Run lists the categories.
func (c *categories) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		all, err := calls.Stores().Categories(ctx)
		if err != nil {
			return err
		}
		var answer weixin.GetMerchantCategoryResponse
		answer.Status, answer.Data.AllCategoryInfo.Categories = weixin.Success(), all
		return c.Print(s, answer, "%s", table(all).As(s.Look))
	})
}

// table has the categories that can be applied for, with those that they belong to.
func table(all []weixin.Category) *command.Table {
	groups := make(map[int]string)
	for _, c := range all {
		groups[c.ID] = c.Name
	}
	var table command.Table
	table.Row("ID", "GROUP", "NAME", "PAPERS")
	for _, c := range all {
		if c.Level == 2 && c.Father != nil {
			table.Row(fmt.Sprint(c.ID), groups[*c.Father], c.Name, needed(c))
		}
	}
	return &table
}

// needed are the papers that a category needs: of each choice all.
func needed(c weixin.Category) string {
	if c.SensitiveType == nil || *c.SensitiveType != 1 || c.Qualify == nil {
		return ""
	}
	var choices []string
	for _, choice := range c.Qualify.ExterList {
		var papers []string
		for _, paper := range choice.InnerList {
			papers = append(papers, paper.Name)
		}
		choices = append(choices, strings.Join(papers, " and "))
	}
	return strings.Join(choices, ", or ")
}

// category finds the one category of level 2 that an id or a name tells.
func category(all []weixin.Category, idOrName string) (weixin.Category, error) {
	var found []weixin.Category
	for _, c := range all {
		if c.Level == 2 && c.Father != nil && (c.Name == idOrName || fmt.Sprint(c.ID) == idOrName) {
			found = append(found, c)
		}
	}
	return theOne(found, func(c weixin.Category) string { return fmt.Sprint(c.ID) },
		command.Usagef("there is no category %q that can be applied for: wxastore stores categories lists them", idOrName),
		func(names string) error {
			return command.Usagef("there are %d categories %q: give the id, one of %s", len(found), idOrName, names)
		})
}

type apply struct {
	Category  string   `required:"" placeholder:"ID|NAME" help:"The category, as categories lists it."`
	Nickname  string   `required:"" placeholder:"NAME" help:"The name, 4 to 30 characters, of which a Chinese one counts 2. It cannot be changed later."`
	Headimg   string   `required:"" placeholder:"FILE|id:ID" help:"The head image: a file, which is uploaded first, or id: and the media id of one that was uploaded."`
	Intro     string   `required:"" placeholder:"TEXT" help:"The introduction."`
	Paper     []string `placeholder:"FILE|id:ID" help:"A picture of a paper that the category needs, as --headimg; repeat for up to 5."`
	OrgCode   string   `placeholder:"FILE|id:ID" help:"The organization code certificate, where 85024 was answered."`
	OtherFile []string `placeholder:"FILE|id:ID" help:"Another paper, where 85024 was answered; repeat for up to 5."`

	account
}

// Help is the long text of stores apply --help.
func (apply) Help() string {
	return `The account's administrator has 24 hours to confirm, then the review begins. audit
shows the progress, and an event tells the outcome.

  wxastore stores apply --category 幼儿园 --nickname 示例幼儿园 --headimg head.png --intro "Open until ten"
  wxastore stores apply --category 270 --nickname 示例饺子馆 --headimg head.png --intro 水饺 --paper licence.jpg
  wxastore stores apply --category 幼儿园 --nickname 示例幼儿园 --headimg id:$(wxastore upload head.png) --intro 周一至周五`
}

// Run applies.
func (c *apply) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		all, err := calls.Stores().Categories(ctx)
		if err != nil {
			return err
		}
		second, err := category(all, c.Category)
		if err != nil {
			return err
		}
		if len(c.Paper) == 0 && needed(second) != "" {
			return command.Usagef("the category %s needs %s: give pictures of them as --paper", second.Name, needed(second))
		}
		req := weixin.ApplyMerchantRequest{
			FirstCatID: weixin.Int(*second.Father), SecondCatID: weixin.Int(second.ID), Nickname: c.Nickname, Intro: c.Intro,
		}
		var orgCode []string
		if c.OrgCode != "" {
			orgCode = []string{c.OrgCode}
		}
		for _, one := range []struct {
			files []string
			into  func(ids weixin.MediaIDs)
		}{
			{[]string{c.Headimg}, func(ids weixin.MediaIDs) { req.HeadimgMediaID = ids[0] }},
			{c.Paper, func(ids weixin.MediaIDs) { req.QualificationList = ids }},
			{orgCode, func(ids weixin.MediaIDs) { req.OrgCode = ids[0] }},
			{c.OtherFile, func(ids weixin.MediaIDs) { req.OtherFiles = ids }},
		} {
			ids, err := papers(ctx, calls, one.files)
			if err != nil {
				return err
			}
			if len(ids) > 0 {
				one.into(ids)
			}
		}
		if err := calls.Stores().Apply(ctx, req); err != nil {
			return err
		}
		return c.Print(s, weixin.Success(), "applied; wxastore stores audit shows the progress\n")
	})
}

type audit struct{ account }

// Help is the long text of stores audit --help.
func (audit) Help() string {
	return `none, passed, reviewing (also while the administrator has not confirmed), failed, or
refused by the administrator, and why.

  wxastore stores audit
  wxastore stores audit --json | jq .data.status`
}

// Run shows the progress of the application.
func (c *audit) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	return c.with(ctx, parsed, s, func(ctx context.Context, calls *client.Client) error {
		got, err := calls.Stores().AuditInfo(ctx)
		if err != nil {
			return err
		}
		text := s.Say(state(got.Status))
		if got.AuditID != 0 {
			text += s.Say(", review %d", got.AuditID)
		}
		if got.Reason != "" {
			text += s.Say(": %s", got.Reason)
		}
		return c.Print(s, weixin.GetMerchantAuditInfoResponse{Status: weixin.Success(), Data: got}, "%s\n", text)
	})
}
