# Lets a client in Ruby judge: answers the lines that the conformance test
# writes.
require 'json'

BASE, APPID, SECRET = ARGV

# An answer of the interface that has an errcode.
class Refused < StandardError; end

def checked(body)
  raise Refused, body.to_json unless body.fetch('errcode', 0).zero?

  body
end

def answer(version, client)
  $stdout.sync = true
  puts({ version: "#{version} (Ruby #{RUBY_VERSION})", keeps: false }.to_json)
  $stdin.each_line do |line|
    question = JSON.parse(line)
    begin
      puts({ value: act(client, question) }.to_json)
    rescue StandardError => e
      puts({ error: "#{e.class}: #{e.message}" }.to_json)
    end
  end
end

def act(client, question)
  case question['do']
  when 'token' then client.token
  when 'upload' then client.upload(question['path'])
  when 'modify' then client.modify(question['fields'])
  else raise ArgumentError, "cannot do #{question['do']}"
  end
end
