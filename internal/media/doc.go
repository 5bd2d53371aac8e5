// Package media is the module of media: what may be uploaded, the bytes and life of
// temporary media, which is three days, and pictures that are kept for good.
//
// It owns: types, formats and limits of uploads, media ids, addresses of pictures,
// downloads, and the collection of bytes that nothing names any more. It does not own
// what a picture is used for; a module that takes one asks Module.Picture by a media
// id, or Module.PictureAt by an address, and keeps its blob.
//
// Pages: weixin.UploadTempMedia, weixin.GetTempMedia, weixin.UploadImage.
package media
