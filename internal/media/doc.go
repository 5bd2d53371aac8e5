// Package media is the module of temporary media: what may be uploaded, its bytes
// and its life of three days.
//
// It owns: types, formats and limits of uploads, media ids, downloads, and the
// collection of bytes that nothing names any more. It does not own what a
// picture is used for; a module that takes one asks Module.Picture and keeps its
// blob.
//
// Pages: weixin.UploadTempMedia, weixin.GetTempMedia.
package media
