module github.com/wxastore/wxastore

go 1.26
