// Zoho's SDKs that npm cannot install. Their snippets log in and go no further. Those for Python and PHP from 6.0 on and for
// Java and Ruby 8.0 are set up as the SDKs were that uploaded, listed, downloaded and deleted against a server that recorded
// it. The others follow Zoho's repositories, zoho/zohocrm-{language}-sdk-{version}. The environments are in data_center.*,
// DataCenter.*, datacenter.rb or environment.*, or, where that file is not to be had (python 5.0 and 2.0, php 2.1, java 2.1),
// in what calls it; those of java 7.0, ruby 7.0, csharp 8.0, scala 7.0 and 6.0 in the same file of the version beside it.
// PHP 4.0 and 3.0 stand between two versions that take a name, and PHP ignores an argument too many. The rest is in
// “Initializing the Application” of each README, or in the samples.

type Code = (url: string) => string

/** What an SDK wants beside the addresses. */
interface Wants {
  /** A name for the environment, part of the key that a token is stored under. */
  readonly name?: boolean
  /** The user whose token it is: up to 3.0. */
  readonly user?: boolean
}

/** The lines that are there, and not the others. */
const lines = (...all: ReadonlyArray<string | false | undefined>): string => `${all.filter(line => typeof line === 'string').join('\n')}\n`

/** @param root the package that its modules are in, which 5.0 renamed */
export const python = (root: string, { name, user }: Wants): Code => url => lines(
  'from os.path import join',
  'from tempfile import mkdtemp',
  `from ${root}.src.com.zoho.api.authenticator.oauth_token import OAuthToken`,
  `from ${root}.src.com.zoho.api.authenticator.store import FileStore`,
  `from ${root}.src.com.zoho.crm.api.dc.data_center import DataCenter`,
  `from ${root}.src.com.zoho.crm.api.initializer import Initializer`,
  user && `from ${root}.src.com.zoho.crm.api.user_signature import UserSignature`,
  '',
  `base = '${url}'`,
  'home = mkdtemp()  # a new folder for every run: see the traps',
  '',
  'Initializer.initialize(',
  user && "    user=UserSignature('you@example.com'),",
  `    environment=DataCenter.Environment(base, base + '/oauth/v2/token', base${name ? ", 'mock'" : ''}),`,
  "    token=OAuthToken(client_id='any', client_secret='any', refresh_token='any'),",
  "    store=FileStore(file_path=join(home, 'tokens')),",
  '    resource_path=home',
  ')'
)

export const php = ({ name, user }: Wants): Code => url => lines(
  '<?php',
  'use com\\zoho\\api\\authenticator\\OAuthBuilder;',
  'use com\\zoho\\api\\authenticator\\store\\FileStore;',
  'use com\\zoho\\crm\\api\\dc\\DataCenter;',
  'use com\\zoho\\crm\\api\\InitializeBuilder;',
  user && 'use com\\zoho\\crm\\api\\UserSignature;',
  '',
  "require_once 'vendor/autoload.php';",
  '',
  `$base = '${url}';`,
  "$home = sys_get_temp_dir() . '/' . uniqid('zoho-'); // a new folder for every run: see the traps",
  'mkdir($home);',
  '',
  '(new InitializeBuilder())',
  user && "    ->user(new UserSignature('you@example.com'))",
  `    ->environment(DataCenter::setEnvironment($base, "$base/oauth/v2/token", $base${name ? ", 'mock'" : ''}))`,
  "    ->token((new OAuthBuilder())->clientId('any')->clientSecret('any')->refreshToken('any')->build())",
  '    ->store(new FileStore("$home/tokens"))',
  '    ->resourcePath($home)',
  '    ->initialize();'
)

export const ruby = (gem: string, { name, user }: Wants): Code => url => lines(
  "require 'tmpdir'",
  `require '${gem}'`,
  '',
  `base = '${url}'`,
  'home = Dir.mktmpdir # a new folder for every run: see the traps',
  '',
  'ZOHOCRMSDK::Initializer.initialize(',
  user && "  user: ZOHOCRMSDK::UserSignature.new('you@example.com'),",
  `  environment: ZOHOCRMSDK::DC::DataCenter::Environment.new(base, "#{base}/oauth/v2/token", base${name ? ", 'mock'" : ''}),`,
  "  token: ZOHOCRMSDK::Authenticator::OAuthToken.new(client_id: 'any', client_secret: 'any', refresh_token: 'any'),",
  "  store: ZOHOCRMSDK::Store::FileStore.new(File.join(home, 'tokens')),",
  '  resources_path: home',
  ')'
)

export const java = ({ name, user }: Wants): Code => url => lines(
  'import com.zoho.api.authenticator.OAuthToken;',
  'import com.zoho.api.authenticator.store.FileStore;',
  'import com.zoho.crm.api.Initializer;',
  user && 'import com.zoho.crm.api.UserSignature;',
  'import com.zoho.crm.api.dc.DataCenter.Environment;',
  'import java.nio.file.Files;',
  'import java.nio.file.Path;',
  '',
  'public class PointAtTheDouble {',
  '    public static void main(String[] args) throws Exception {',
  `        String base = "${url}";`,
  '        Path home = Files.createTempDirectory("zoho-"); // a new folder for every run: see the traps',
  '        Environment environment = new Environment() {',
  '            public String getUrl() { return base; }',
  '            public String getAccountsUrl() { return base + "/oauth/v2/token"; }',
  '            public String getFileUploadUrl() { return base; }',
  name && '            public String getName() { return "mock"; }',
  '        };',
  '        new Initializer.Builder()',
  user && '            .user(new UserSignature("you@example.com"))',
  '            .environment(environment)',
  '            .token(new OAuthToken.Builder().clientID("any").clientSecret("any").refreshToken("any").build())',
  '            .store(new FileStore(home.resolve("tokens").toString()))',
  '            .resourcePath(home.toString())',
  '            .initialize();',
  '    }',
  '}'
)

export const scala = ({ name, user }: Wants): Code => url => lines(
  'import com.zoho.api.authenticator.OAuthToken',
  'import com.zoho.api.authenticator.store.FileStore',
  'import com.zoho.crm.api.Initializer',
  user && 'import com.zoho.crm.api.UserSignature',
  'import com.zoho.crm.api.dc.DataCenter',
  'import java.nio.file.Files',
  '',
  'object PointAtTheDouble {',
  '  def main(args: Array[String]): Unit = {',
  `    val base = "${url}"`,
  '    val home = Files.createTempDirectory("zoho-") // a new folder for every run: see the traps',
  '    val environment = new DataCenter.Environment {',
  '      override def getUrl: String = base',
  '      override def getAccountsUrl: String = base + "/oauth/v2/token"',
  '      override def getFileUploadUrl: String = base',
  name && '      override def getName: String = "mock"',
  '    }',
  '    new Initializer.Builder()',
  user && '      .user(new UserSignature("you@example.com"))',
  '      .environment(environment)',
  '      .token(new OAuthToken.Builder().clientID("any").clientSecret("any").refreshToken("any").build())',
  '      .store(new FileStore(home.resolve("tokens").toString))',
  '      .resourcePath(home.toString)',
  '      .initialize()',
  '  }',
  '}'
)

/** Up to 5.0, the name comes first. */
export const csharp = ({ name, user }: Wants): Code => url => lines(
  'using System.IO;',
  'using Com.Zoho.API.Authenticator;',
  'using Com.Zoho.API.Authenticator.Store;',
  user && 'using UserSignature = Com.Zoho.Crm.API.UserSignature;',
  'using Environment = Com.Zoho.Crm.API.Dc.DataCenter.Environment;',
  'using Initializer = Com.Zoho.Crm.API.Initializer;',
  '',
  'public class PointAtTheDouble',
  '{',
  '    public static void Main()',
  '    {',
  `        string url = "${url}";`,
  '        string home = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()); // a new folder for every run: see the traps',
  '        Directory.CreateDirectory(home);',
  '        new Initializer.Builder()',
  user && '            .User(new UserSignature("you@example.com"))',
  `            .Environment(new Environment(${name ? '"mock", ' : ''}url, url + "/oauth/v2/token", url))`,
  '            .Token(new OAuthToken.Builder().ClientId("any").ClientSecret("any").RefreshToken("any").Build())',
  '            .Store(new FileStore(Path.Combine(home, "tokens")))',
  '            .ResourcePath(home)',
  '            .Initialize();',
  '    }',
  '}'
)
