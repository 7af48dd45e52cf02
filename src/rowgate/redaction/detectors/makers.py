"""Names of services whose keys have no form of their own: right before a random value, even
pure hex, such a name says key. Coined names only; no hosts of source code (a commit looks the
same), none that record traces.
"""

from __future__ import annotations

import re

_NAMES = """
abstractapi abuseipdb accuweather activecampaign adafruit adyen aeroworkflow ahrefs airbrake
airtable airvisual aiven algolia alibaba alienvault aliyun alphavantage amadeus anthropic anypoint
apiflash apify apilayer apimatic appcues appfollow appsflyer artifactory asana assemblyai auth0
autodesk autoklose aviationstack axonaut aylien ayrshare backblaze bamboohr bannerbear baremetrics
beebole besttime billomat binance bitbar bitfinex bitly bitmex bittrex bitvavo blablabus blazemeter
blockfrost blocknative bombbomb boostnote borgbase braintree brandfetch brevo browserstack browshot
budibase bugsnag buildkite bulbul bulksms bybit calendarific calendly campayn cannyio capsulecrm
captaindata carboninterface cashboard caspio censys centralstationcrm cerebras chartmogul chatfule
checklyhq checkvist circleci clarifai clearbit clickhelp clicksend clickup clientary clinchpad
clockify clockworksms closecrm cloudflare cloudimage cloudinary cloudmersive cloudplan cloudsmith
cloudways clustdoc codacy codeclimate codecov codemagic cohere coinapi coinbase coinlayer coinlib
coinmarketcap commercejs companyhub confluent contentful contentstack convertkit couchbase
countrylayer coveralls crowdin cryptocompare currencycloud currencyfreaks currencylayer
currencyscoop currentsapi customerio d7network dailyco datadog dataforseo debounce deepai deepgram
deepl deepseek detectlanguage diffbot digitalocean disqus docraptor docusign dovico dronahq droneci
dropbox duneanalytics dwolla dynadot dyspatch easypost ebay edamam edenai elevenlabs emailjs
emailoctopus enablex eraser etherscan ethplorer etsy eventbrite everhour exchangerate
exchangerateapi exchangerates exchangeratesapi faceplusplus fastforex fastly faunadb fibery figma
figshare fileio finage financialmodelingprep findl finnhub firecrawl fixerio flatio flexport
flightapi flightaware flightlabs flightstats flowflu flutterwave foursquare freshbooks freshdesk
fullcontact fullstory fusebill fxmarket gcore geckoboard gengo geoapify geocodify geocodio geoipify
getemail getgist getresponse giphy gocanvas gocardless goodreads graphcms graphhopper groovehq groq
gumroad gyazo happyscribe hellosign helpscout hereapi heroku hiveage hivehome holidayapi honeybadger
hotwire htmltocsv hubspot huggingface hypertrack iconfinder iexcloud imagekit imagga infobip infura
ipapi ipdata ipgeolocation ipify ipinfo ipinfodb ipqualityscore ipstack jotform judgeme jumpcloud
juro kaleyra kanbantool karmacrm keenio kickbox klaviyo klipfolio knapsackpro kontent kraken kucoin
kylas languagelayer lastfm launchdarkly leadfeeder lemlist lemonsqueezy lendflow lessannoyingcrm
lexigram linenotify linkedin linkpreview linode liveagent livestorm loadmill locationiq loginradius
logzio lokalise loyverse lunchmoney macaddress mailboxlayer mailchimp mailerlite maileroo mailgun
mailjet mailmodo mailsac mandrill mapbox mapquest marketstack mattermost mavenlink maxmind
mediastack meilisearch meistertask meraki mesibo messagebird metaapi metabase metrilo microstock
mindmeister mistral mixpanel mollie moneytree moonclerk moonpay moosend moralis mparticle mrticktock
mux myfreshworks myintervals nethunt netlify neutrinoapi newrelic newsapi newscatcher nexmo nftport
ngrok nicereply nightfall noticeable nozbeteams npmjs numverify nutritionix nylas nytimes oanda okta
omdbapi omnisend onedesk onelogin onepagecrm onesignal onfleet onwater oopspam openai opencagedata
opengraphr openuv openweather openweathermap optimizely owlbot packagecloud pandadoc pandascore
paperform paralleldots parcellab parseur partnerstack pastebin paydirtapp paymoapp paymongo paypal
paystack pdflayer pdfshift peopledatalabs pepipost perplexity pexels phyllis pinata pinecone
pipedream pipedrive pivotaltracker pixabay plaid planetscale planview planyo plivo podio pollsapi
poloniex polygonio positionstack postageapp postalytics posthog postmark powrbot printfection
prodpad prospectcrm prospectio protocolsio proxycrawl pubnub pusher qase qualaroo qubole
quickmetrics rapidapi rawg razorpay reallysimplesystems rebrandly redislabs rentman repairshopr
replyio requestfinance resend restpack ringcentral ritekit roblox rocketreach rollbar route4me rownd
runrunit salesblink salescookie salesflare salesforce salesmate satismeter saucelabs scaleway
scrapeowl scraperapi scraperbox scrapersite scrapestack scrapfly scrapingant scrapingbee
screenshotapi screenshotlayer securitytrails selectpdf sellfy sendbird sendbirdorganizationapi
sendgrid sendinblue serpapi serper serphouse serpstack sheety sherpadesk shipday shippo shodan
shopify shortio shotstack shutterstock signable signalwire signaturit signupgenius sigopt simfin
simplesat simplynoted simvoly sinchmessage sirv siteleaf skrappio skybiometry smartsheet smartsheets
smartystreets smooch snipcart snyk sonarcloud sonarqube sparkpost speechtextai splunk spoonacular
sportradar sportsmonk spotify squarespace squareup sslmate stackhawk statuscake statuspage statuspal
stitchdata stockdata storecove stormboard stormglass storyblok storychief strava stripe stripo
stytch sugester sumologic supabase supernotes surveyanyplace surveybot surveysparrow survicate
swiftype tallyfy tatumio tavily taxjar teamgate teamworkcrm teamworkdesk technicalanalysisapi telnyx
textmagic theoddsapi thinkific thousandeyes ticketmaster tickettailor tiingo timekit timezoneapi
tineswebhook tmetric todoist toggltrack tomorrowio tomtom travelpayouts travisci trello twelvedata
twilio twitch tyntec typeform ubidots unifyid unplugg unsplash upcdatabase uplead uploadcare
uptimerobot upwave urlscan userflow userstack vatlayer vbout vercel verimail veriphone versioneye
viewneo virustotal visualcrossing voiceflow voicegain voodoosms vouchery vpnapi vultr vyte walkscore
wandb weatherapi weatherbit weatherstack webex webflow webscraper webscraping wepay whatcms whoxy
wistia worksnaps workstack worldcoinindex worldweatheronline wrike xero yandex yelp youneedabudget
yousign zapier zendesk zenkitapi zenrows zenscrape zenserp zeplin zerobounce zerotier zipapi
zipbooks zipcodeapi zipcodebase zonka
"""
NAMES = frozenset(_NAMES.split())
"""In lower case, without dots and dashes."""

_REACH = 40
_BETWEEN = " \t:=,(>-\"'`([{<)]}"
_WORD = re.compile("[a-z0-9]+")


def names_a_maker(text: str, start: int) -> bool:
    """Whether one of the two words right before a value, on its line, is a maker's name."""
    before = text[max(start - _REACH, 0) : start]
    named = before.rstrip(_BETWEEN)
    if named == before or named[-1:].isspace():
        return False
    return not NAMES.isdisjoint(_WORD.findall(named.rpartition("\n")[2].lower())[-2:])
