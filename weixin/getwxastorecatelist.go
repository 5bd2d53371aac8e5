package weixin

// GetMerchantCategory lists the categories of store Mini Programs.
//
//fidelity:official getwxastorecatelist permission-sets | 8-10, 13, 37; any one of them | api_getwxastorecatelist
//fidelity:official getwxastorecatelist callers | official accounts, service accounts and Mini Programs | api_getwxastorecatelist
//fidelity:inferred getwxastorecatelist path | also /wxa/getwxastorecatelist | two SDKs, one of which was made from the older page
//fidelity:observed getwxastorecatelist post | answered, too; a body is not looked at | an SDK sends every call of the family by POST
var GetMerchantCategory = Interface[Nothing, GetMerchantCategoryResponse]{Page{
	Name:           "getwxastorecatelist",
	Title:          "List the categories of store Mini Programs",
	Methods:        Methods{"GET", "POST"},
	Path:           "/wxa/get_merchant_category",
	Repeatable:     true,
	Aliases:        []string{"/wxa/getwxastorecatelist"},
	PermissionSets: Sets{8, 9, 10, 13, 37},
	Callers:        AllKinds,
	DailyLimit:     UnpublishedLimit,
	Doc:            "https://developers.weixin.qq.com/doc/service/api/stores/miniapp/api_getwxastorecatelist",
}}

// GetMerchantCategoryResponse is the answer of GetMerchantCategory.
type GetMerchantCategoryResponse struct {
	Status
	Data CategoryData `json:"data"`
}

// CategoryData holds the categories.
type CategoryData struct {
	AllCategoryInfo AllCategoryInfo `json:"all_category_info"`
}

// AllCategoryInfo is a flat list that is joined by ids. Its first element is the
// root.
//
//fidelity:official getwxastorecatelist list | flat, joined by ids; the first is the root, `{"id":0,"name":"root","level":0}` with its children | older page
type AllCategoryInfo struct {
	Categories []Category `json:"categories"`
}

// Category is one category. Only the root has no Father.
//
//fidelity:official getwxastorecatelist response.data.all_category_info.categories.id,response.data.all_category_info.categories.name,response.data.all_category_info.categories.level,response.data.all_category_info.categories.father,response.data.all_category_info.categories.children | level 0 is the root, 1 and 2 what is applied with; children are ids, none on leaves; the root has no father | older page
//fidelity:official getwxastorecatelist response.data.all_category_info.categories.sensitive_type | 1: papers are needed to apply | older page
//fidelity:official getwxastorecatelist response.data.all_category_info.categories.scene | a number; its meaning is not given | older page
//fidelity:official getwxastorecatelist response.data.all_category_info.categories.qualify.exter_list.inner_list.name | the papers that are needed, on level 2 | older page
type Category struct {
	ID            int      `json:"id"`
	Name          string   `json:"name"`
	Level         int      `json:"level"`
	Father        *int     `json:"father,omitempty"`
	Children      []int    `json:"children"`
	Qualify       *Qualify `json:"qualify,omitempty"`
	Scene         *int     `json:"scene,omitempty"`
	SensitiveType *int     `json:"sensitive_type,omitempty"`
}

// Qualify says which papers a category needs.
type Qualify struct {
	ExterList []QualifyChoice `json:"exter_list"`
}

// QualifyChoice is papers that are enough together.
type QualifyChoice struct {
	InnerList []QualifyPaper `json:"inner_list"`
}

// QualifyPaper is one paper.
type QualifyPaper struct {
	Name string `json:"name"`
}
