# LWP, with no SDK. JSON::PP writes letters as they are.
use v5.36;
use JSON::PP;
use LWP::UserAgent;
use URI;

my ($base, $appid, $secret) = @ARGV;
my $agent = LWP::UserAgent->new(env_proxy => 1, timeout => 20, keep_alive => 1);
my $json  = JSON::PP->new->utf8->canonical;
my $kept;

sub address ($path, %query) {
    my $uri = URI->new($base . $path);
    $uri->query_form(%query);
    return $uri;
}

# checked returns what the interface answers, or dies where it has an errcode.
sub checked ($response) {
    die $response->status_line . "\n" unless $response->is_success;
    my $body = $json->decode($response->content);
    die $response->content . "\n" if $body->{errcode};
    return $body;
}

sub token () {
    return $kept //= checked($agent->get(
        address('/cgi-bin/token', grant_type => 'client_credential', appid => $appid, secret => $secret)))->{access_token};
}

sub upload ($path) {
    utf8::encode($path);    # file names are bytes
    return checked($agent->post(
        address('/cgi-bin/media/upload', type => 'image', access_token => token()),
        Content_Type => 'form-data', Content => [media => [$path]]))->{media_id};
}

sub modify ($fields) {
    checked($agent->post(
        address('/wxa/modify_merchant', access_token => token()),
        Content_Type => 'application/json', Content => $json->encode($fields)));
    return undef;
}

my %act = (
    token  => sub ($question) { token() },
    upload => sub ($question) { upload($question->{path}) },
    modify => sub ($question) { modify($question->{fields}) },
);

$| = 1;
say $json->encode({version => sprintf('%s (Perl %vd)', LWP::UserAgent->VERSION, $^V), keeps => JSON::PP::false});
while (my $line = <STDIN>) {
    my $question = $json->decode($line);
    my $value    = eval { $act{$question->{do}}->($question) };
    say $json->encode($@ ? {error => $@} : {value => $value});
}
