package filetokens_test

import (
	"fmt"
	"os"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
)

// Every process of the platform opens the same folder.
func Example() {
	store, err := filetokens.Open("/var/lib/platform/tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	platform, err := component.New(component.Config{
		AppID: os.Getenv("PLATFORM_APPID"), Secret: os.Getenv("PLATFORM_SECRET"), Store: store,
	})
	fmt.Println(platform, err)
}
