#!/bin/sh
# Makes a sample: a snapshot of a state in which every table has rows, as the
# given build of wxastore keeps it. Run it once for each release that changes a
# table, and commit what it writes; a sample that is there is never made again.
#
#   make.sh WXASTORE NAME [postgres://user@host/empty-database]
#
# It needs curl, and writes NAME.snapshot beside itself.
set -eu
wxastore=$1 name=$2 database=${3-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
service=
trap 'test -z "$service" || kill "$service" 2> /dev/null || true; rm -rf "$work"' EXIT
export WXASTORE_DATA="$work/data"

base64 -d > "$work/head.png" <<END
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==
END
base64 -d > "$work/new.gif" <<END
R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=
END
cat > "$work/seed.yaml" <<END
accounts:
  - appid: wx00000000service1
    secret: 0123456789abcdef0123456789abcdef
    name: 示例门店 <b>&amp; "quoted" \\ 🥟
    kind: service
    message_url: http://127.0.0.1:1/message
    ip_list: [127.0.0.1, 10.0.0.0/8, "::1"]
    quotas: {modifywxastore: {daily: 900, per_minute: 60}, getmedia: {daily: 5}}
    modify_per_month: 50
    forbidden_words: [赌博, casino]
    text_coordinates: true
    merchant: {nickname: 饺子馆, intro: 每天早上现包, headimg: head.png}
    reviews: [{kind: store, like: 差评, every: 2, reason: 照片不清楚}]
    cards: [{card_id: pmember, type: MEMBER_CARD}, {card_id: pcustom, type: GROUPON, use_custom_code: true}]
    stores:
      - {poi_id: "472671857", map_poi_id: "2708071440732747001", name: 一店 <b>, province: 广东省, city: 广州市, district: 海珠区, address: 新港中路 1 号, longitude: 113.32375, latitude: 23.10229, category: "美食:中餐厅", pictures: ["http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png"], phone: 020-1, hour: "11:11-12:12", credential: 22883878-0, card_id: pmember}
      - {poi_id: "272671858", map_poi_id: "2708071440732747012", old: true, upgrade_status: 3, name: 旧店, status: 3, reason: 证件不清晰}
  - {appid: wx00000000applies, secret: 0123456789abcdef0123456789abcdef}
  - {appid: wx0000000official1, secret: 0123456789abcdef0123456789abcdef, kind: official, individual: true, merchant: {state: reviewing, nickname: in review}}
  - {appid: wx000000000program, secret: 0123456789abcdef0123456789abcdef, kind: miniprogram, irregular: true}
  - {appid: wx0000000000frozen, secret: 0123456789abcdef0123456789abcdef, secret_frozen: true, category_barred: true, merchant: {}}
components:
  - appid: wxc000000platform1
    secret: fedcba9876543210fedcba9876543210
    name: 示例平台
    ip_list: [127.0.0.1]
    event_url: http://127.0.0.1:1/events
    token: signs-the-events
    encoding_aes_key: abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
    previous_encoding_aes_key: GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba
    redirect_domain: platform.example.com:8443
    permission_sets: [8, 9, 10, 13]
    quotas: {getpreauthcode: {daily: 100}}
  - {appid: wxc000000platform2, secret: fedcba9876543210fedcba9876543210, permission_sets: [8]}
authorizations:
  - {component: wxc000000platform1, appid: wx00000000service1, permission_sets: [8, 13]}
  - {component: wxc000000platform1, appid: wx0000000official1, state: withdrawn}
  - {component: wxc000000platform2, appid: wx00000000service1, state: void}
places:
  - {id: "2708071440732747021", name: 新地点, branch: 二店, district_id: "440105", lat: 23.1, lng: 113.3, telephone: 020-2, category: "美食:中餐厅"}
faults:
  - {id: slow, interface: getmedia, appid: wx00000000service1, kind: latency, probability: 0.25, latency: {shape: lognormal, min: 20ms, sigma: 0.5}}
  - {id: quota, interface: getapidomainip, kind: code, code: 45009, count: 3}
  - {id: broken, interface: getapidomainip, kind: status, status: 503}
END

"$wxastore" serve --listen 127.0.0.1:0 --console 127.0.0.1:0 --data "$work/data" ${database:+--database "$database"} \
  --seed "$work/seed.yaml" > "$work/out" 2> "$work/log" &
service=$!
until grep -q '^seeded' "$work/out"; do
  kill -0 "$service" || { cat "$work/log"; exit 1; }
  sleep 0.1
done
api=$(sed -n 's/^api *//p' "$work/out") console=$(sed -n 's/^console *//p' "$work/out")
export WXASTORE_API="$api" WXASTORE_APPID=wx00000000service1 WXASTORE_SECRET=0123456789abcdef0123456789abcdef
say() { printf '%s\n' "$*" >&2; }
as() { "$wxastore" call "$@" > "$work/answer" || { cat "$work/answer"; exit 1; }; }
field() { sed -n 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' "$work/answer"; }

say tokens, pictures and changes
as getaccesstoken
as getstableaccesstoken
"$wxastore" upload "$work/head.png"
"$wxastore" upload "$work/new.gif"
"$wxastore" modify --intro '<b> 手工水饺 \x41' --headimg "$work/head.png"
"$wxastore" modify --intro ''"'"'"二\"'

say a platform: ticket, codes, authorization, events that nobody takes
ticket=$("$wxastore" component push-ticket --component wxc000000platform1 2> "$work/warned")
call() { curl -sf "$api$1" -d "$2" > "$work/answer"; }
call /cgi-bin/component/api_component_token '{"component_appid":"wxc000000platform1","component_appsecret":"fedcba9876543210fedcba9876543210","component_verify_ticket":"'"$ticket"'"}'
token=$(field component_access_token)
test -n "$token"
call "/cgi-bin/component/api_create_preauthcode?component_access_token=$token" '{"component_appid":"wxc000000platform1"}'
code=$("$wxastore" component authorize --component wxc000000platform1 wx00000000service1 --sets 8,13)
call "/cgi-bin/component/api_query_auth?component_access_token=$token" '{"component_appid":"wxc000000platform1","authorization_code":"'"$code"'"}'
test -n "$(field authorizer_access_token)"
curl -sf "$api/wxa/modify_merchant?access_token=$(field authorizer_access_token)" -d '{"intro":"by the platform"}' > "$work/answer"
grep -q '"errcode":0' "$work/answer"
"$wxastore" component authorize --component wxc000000platform1 wx0000000000frozen --sets 9 > "$work/answer"
until "$wxastore" component events --component wxc000000platform1 | grep -q refused; do sleep 0.1; done

say the clock, stopped
"$wxastore" admin clock advance 20m > "$work/answer"
"$wxastore" admin clock scale 0 > "$work/answer"
as getstableaccesstoken
"$wxastore" upload "$work/new.gif"

say stores, places and reviews: one decided, the others under way
as addentityshop '{"map_poi_id":"2708071440732747021","pic_list":"{\"list\":[\"http://mmbiz.qpic.cn/mmbiz_png/b/0?wx_fmt=png\"]}","contract_phone":"020-3","hour":"","credential":"1","card_id":""}'
"$wxastore" admin reviews decideall pass > "$work/answer"
as newupdatepoi '{"poi_id":"472671857","pic_list":"{\"list\":[\"http://mmbiz.qpic.cn/mmbiz_png/c/0?wx_fmt=png\"]}","contract_phone":"020-4"}'
as createnewpoid '{"name":"又一处","longitude":"113.3","latitude":"23.1","province":"广东省","city":"广州市","district":"海珠区","address":"2 号","category":"美食:中餐厅","telephone":"020-5","photo":"http://mmbiz.qpic.cn/a","license":"http://mmbiz.qpic.cn/b","introduct":"新开","districtid":"440105"}'
export WXASTORE_APPID=wx00000000applies
medium=$("$wxastore" upload "$work/head.png")
as applywxastore '{"first_catid":317,"second_catid":319,"nickname":"新饺子馆","headimg_mediaid":"'"$medium"'","intro":"现包","qualification_list":""}'
"$wxastore" admin snapshot "$here/$name.snapshot"
