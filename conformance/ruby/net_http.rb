# net/http, with no SDK. JSON.generate leaves all letters as they are.
require 'net/http'
require_relative 'lines'

# One connection for all calls.
class Client
  def initialize
    uri = URI(BASE)
    # By itself net/http looks for the proxy of http:// only.
    proxy = uri.find_proxy
    @http = Net::HTTP.new(uri.host, uri.port, proxy&.host, proxy&.port)
    @http.use_ssl = uri.scheme == 'https'
    @http.start
  end

  def token
    @token ||= call(Net::HTTP::Get, '/cgi-bin/token',
                    grant_type: 'client_credential', appid: APPID, secret: SECRET)['access_token']
  end

  def upload(path)
    File.open(path, 'rb') do |file|
      call(Net::HTTP::Post, '/cgi-bin/media/upload', access_token: token, type: 'image') do |request|
        request.set_form([['media', file]], 'multipart/form-data')
      end['media_id']
    end
  end

  def modify(fields)
    call(Net::HTTP::Post, '/wxa/modify_merchant', access_token: token) do |request|
      request.content_type = 'application/json'
      request.body = JSON.generate(fields)
    end
    nil
  end

  private

  def call(method, path, query)
    request = method.new("#{path}?#{URI.encode_www_form(query)}")
    yield request if block_given?
    checked(JSON.parse(@http.request(request).body))
  end
end

answer('standard library', Client.new)
