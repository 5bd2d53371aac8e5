package filetokens_test

import (
	"fmt"
	"os"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/filetokens"
)

// Every process of the platform opens the same folder.
func Example() {
	store, err := filetokens.Open("/var/lib/platform/tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	platform, err := client.NewComponent(client.ComponentConfig{
		AppID: os.Getenv("PLATFORM_APPID"), Secret: os.Getenv("PLATFORM_SECRET"), Store: store,
	})
	fmt.Println(platform, err)
}
