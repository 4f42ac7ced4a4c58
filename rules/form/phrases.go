package form

import "sync"

// Phrases are the words of this program, for [OpenDictionary]: what a bundle
// carries of them. The browser's program has them from the bundle alone.
func Phrases() []byte {
	var text []byte
	for _, e := range entries {
		kind := '0' + byte(e.kind)
		if e.kind == notPersonal {
			kind = '-'
		}
		text = append(append(append(text, kind, '0'+byte(e.use)), e.words...), '\n')
	}
	return text
}

// The dictionary of this program; made when it is first asked, since what a
// package makes at its start is linked into every program.
var (
	own     *Dictionary
	makeOwn sync.Once
)

// KindOf tells what a field asks for, by the words of this program; see
// [Dictionary.KindOf].
func KindOf(f *Field) Kind {
	makeOwn.Do(func() { own = OpenDictionary(string(Phrases())) })
	return own.KindOf(f)
}

// entries are searched in place. In each kind English is first, then Welsh,
// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Turkish, Russian,
// Hindi, Chinese, Japanese and Arabic; what two languages share stands once.
var entries = [...]entry{
	{Email, within, "email emailaddress mailaddress useremail yourmail youremail contactemail emailid emailaddr " +
		"ebost cyfeiriadebost mailadresse emailadresse courriel adresseemail adressemail adresseelectronique adressedemessagerie " +
		"correo correoelectronico direcciondecorreo postaelettronica indirizzoemail indirizzodipostaelettronica " +
		"enderecodeemail enderecoemail correioeletronico correioelectronico emailadres mailadres adresemail pocztaelektroniczna " +
		"eposta epostaadresi epostaadresiniz электроннаяпочта электроннойпочты адресэлектроннойпочты почта емейл имейл эпочта " +
		"ईमेल ईमेलपता ईमेलआईडी 邮箱 邮箱地址 电子邮箱 电子邮件 电子邮件地址 電子郵件 電子郵箱 電郵 信箱 " +
		"メール メールアドレス eメール 電子メール بريدالكتروني بريدكالكتروني بريدكتروني بريدككتروني ايميل " +
		"email地址 email信箱 emailアドレス eメールアドレス"},
	{Password, within, "password passwd pwd passphrase passcode userpass " +
		"cyfrinair passwort kennwort motdepasse mdp contrasena parolaccesso senha palavrapasse palavrachave " +
		"wachtwoord haslo sifre sifreniz пароль пароля पासवर्ड 密码 密碼 パスワード 暗証番号 كلمهمرور كلمهسر"},
	{OneTimeCode, within, "otp onetimecode verificationcode securitytoken totp mfacode 2facode authcode authenticationcode smscode " +
		"onetimepassword onetimepasscode confirmationcode digitcode codgwirio coddilysu bestatigungscode verifizierungscode " +
		"sicherheitscodesms smstan einmalpasswort taneingeben einmalcode codedeverification codedeconfirmation codesms codigodeverificacion " +
		"codigodeconfirmacion codigosms codigoenviadoporsms codicediverifica codiceotp codicesms codigodeverificacao codigodeconfirmacao verificatiecode " +
		"bevestigingscode eenmaligecode kodweryfikacyjny kodsms kodzsms dogrulamakodu onaykodu smskodu smsilegelenkod кодизсмс кодподтверждения " +
		"проверочныйкод ओटीपी सत्यापनकोड 验证码 驗證碼 动态密码 校验码 認証コード 確認コード ワンタイムパスワード " +
		"رمزتحقق كودتحقق رمزتاكيد " +
		"codewesent codesenttoyou coderecu coderecupar codeenvoye codigorecibido codigoquetehemosenviado codigoquehemosenviado codigoenviado " +
		"codicericevuto codiceinviato codigorecebido codigoqueenviamos codeuitdesms ontvangencode zugesandtencode erhaltenencode kodotrzymany " +
		"gelenkod кодизsms رمزمرسل"},
	{Username, within, "username userid loginname loginid accountname screenname " +
		"enwdefnyddiwr benutzername nutzername benutzerkennung anmeldename nomdutilisateur identifiant nombredeusuario " +
		"nomeutente nomedeutilizador nomedeusuario nomedousuario gebruikersnaam inlognaam nazwauzytkownika kullaniciadi " +
		"логин имяпользователя उपयोगकर्तानाम यूजरनेम 用户名 用戶名 账号 帳號 使用者名稱 登录名 " +
		"ユーザー名 ユーザーid ユーザーネーム ログインid 会員id ログイン名 اسممستخدم " +
		"kullaniciadiniz"},
	{Name, within, "name fullname yourname realname contactname cardholder cardholdername nameoncard accountholder middlename " +
		"maidenname mothersmaidenname nickname displayname nameoftheapplicant " +
		"enw enwllawn enwarycerdyn vollername vorundnachname vornameundnachname namevorname karteninhaber kontoinhaber ansprechpartner " +
		"nom nometprenom nomprenom nomcomplet votrenom titulairedelacarte titulaire " +
		"nombrecompleto nombreyapellidos nombreapellidos tunombre sunombre titular titulardelatarjeta nombreenlatarjeta nombredeltitular " +
		"nomeecognome nomecognome cognomeenome nominativo intestatario nomecompleto seunome nomedotitular nomeimpressonocartao " +
		"naam volledigenaam kaarthouder naamopdekaart imieinazwisko imienazwisko posiadaczkarty wlasciciel " +
		"adsoyad adisoyadi adinizsoyadiniz isimsoyisim kartuzerindekiisim kartsahibi фио вашеимя каквасзовут какквамобращаться " +
		"фамилияимяотчество отчество имяифамилия имявладельца имядержателякарты имядержателя नाम पूरानाम आपकानाम " +
		"姓名 真实姓名 收货人 收件人 持卡人 持卡人姓名 联系人 聯絡人 您的称呼 昵称 " +
		"お名前 名前 氏名 フリガナ ふりがな カナ氏名 カード名義 カード名義人 名義人 担当者名 ニックネーム " +
		"اسمكامل اسمك اسمثلاثي اسمرباعي اسمحاملبطاقه اسم " +
		"vorundzuname vorundfamilienname voorenachternaam 开户名 账户名 氏名カナ 氏名フリガナ 氏名漢字 氏名ローマ字 お名前カナ お名前フリガナ お名前漢字"},
	{GivenName, within, "forename firstname givenname fname forenames firstnames givennames " +
		"enwcyntaf vorname rufname prenom prenoms nombredepila primernombre nome primeironome voornaam roepnaam imie " +
		"adiniz isminiz имя पहलानाम 名字 اسماول " +
		"enwaucyntaf vornamen voorletters nomeproprio initials प्रथमनाम 名漢字 名カナ 名フリガナ 名ローマ字"},
	{FamilyName, within, "surname lastname familyname lname secondname " +
		"cyfenw nachname familienname geburtsname zuname nomdefamille nomdenaissance nomnaissance nomdusage apellido apellidos primerapellido " +
		"cognome sobrenome apelido ultimonome achternaam familienaam nazwisko nazwiskorodowe soyad soyadi soyadiniz soyisim фамилия фамилию " +
		"उपनाम कुलनाम 姓氏 苗字 اسمعائله لقب كنيه " +
		"gyfenw chyfenw madchenname geboortenaam meisjesnaam nomdejeunefille nommarital cognomedanubile 姓漢字 姓カナ 姓フリガナ 姓ローマ字"},
	{Telephone, within, "phone telephone mobile mobilenumber phonenumber telephonenumber mobilephone homephone workphone daytimephone " +
		"fax whatsapp cellphone contactnumber " +
		"ffon rhifffon rhifcyswllt telefon telefonnummer telefonnr handynummer handynr mobilnummer mobiltelefon mobilfunknummer rufnummer " +
		"ruckrufnummer telephonenumero numerodetelephone telephoneportable telephonemobile numerodemobile numerodeportable " +
		"telefono telefonomovil movil numerodecelular numerodemovil celular telefonocellulare cellulare numeroditelefono numerodicellulare " +
		"recapitotelefonico telefone telemovel numerodetelefone telefoonnummer telefoon mobielnummer mobielenummer numertelefonu telefonu " +
		"telefonkomorkowy telefonkontaktowy ceptelefonu telefonnumarasi telefonnumaraniz telefonunuz ceptel gsmno " +
		"телефон телефона номертелефона мобильныйтелефон मोबाइल मोबाइलनंबर फोन फोननंबर दूरभाष मोबाइलनबर संपर्कनंबर " +
		"手机 手机号 手机号码 手機 手機號碼 电话 电话号码 联系电话 電話 固话 携帯番号 電話番号 携帯電話 携帯電話番号 ファックス " +
		"هاتف رقمهاتف هاتفك جوال رقمجوال موبايل رقمموبايل محمول تليفون"},
	{Address, within, "address streetaddress addressline1 addressline2 address1 address2 addressline homeaddress postaladdress " +
		"billingaddress shippingaddress deliveryaddress housenumber housename addr addressline3 streetname " +
		"cyfeiriad llinellcyfeiriad adresse anschrift strasse strassenname hausnummer strassehausnummer strasseundhausnummer strassenr " +
		"wohnanschrift lieferanschrift lieferadresse rechnungsadresse rechnungsanschrift postanschrift adresszusatz wohnadresse " +
		"adressepostale complementdadresse rueetnumero numeroetrue nomdelarue domicile direccion domicilio calleynumero " +
		"indirizzo viaenumerocivico numerocivico residenza indirizzodiresidenza endereco morada logradouro numerodaporta ruaenumero " +
		"adres straatnaam huisnummer straat woonadres afleveradres adreszamieszkania ulica numerdomu nrdomu ulicainumer adreskorespondencyjny " +
		"adresi adresiniz acikadres teslimatadresi faturaadresi адрес адреса адресдоставки улица квартира местожительства " +
		"पता डाककापता स्थायीपता 地址 详细地址 收货地址 通訊地址 通讯地址 家庭住址 住址 街道 " +
		"住所 ご住所 番地 建物名 マンション名 市区町村 عنوان عنوانسكن عنوانك شارع محلاقامه " +
		"propertyname propertynameornumber housenameornumber gyfeiriad chyfeiriad nghyfeiriad meldeadresse privatadresse heimatadresse " +
		"versandadresse libelledelavoie nomdelavoie numerodevoie nombredelavia nombredevia avenida travessa bezorgadres verzendadres " +
		"factuuradres postadres huisadres thuisadres evadresi isadresi cadde sokak mahalle улицы मकाननंबर 门牌号 街道门牌 门牌"},
	{PostalCode, within, "postcode postalcode zip zipcode zippostalcode pincode " +
		"codpost plz postleitzahl codepostal codigopostal codicepostale codicediavviamentopostale codigodeenderecamentopostal " +
		"kodpocztowy postakodu почтовыйиндекс पिनकोड डाककोड 邮编 邮政编码 郵遞區號 郵政編碼 郵便番号 رمزبريدي"},
	{BirthDate, within, "dob dateofbirth birthdate birthday birthdateday birthmonth birthyear yearofbirth bday dobday dobmonth dobyear " +
		"dayofbirth monthofbirth dyddiadgeni dyddiadygeni geburtsdatum geburtstag geburtsjahr geburtsmonat geborenam " +
		"datedenaissance datenaissance anneedenaissance neele fechadenacimiento fechanacimiento anodenacimiento " +
		"datadinascita datanascita annodinascita natoail datadenascimento nascimento geboortedatum geboortejaar " +
		"dataurodzenia rokurodzenia dogumtarihi dogumtarihiniz dogumyili датарождения датурождения годрождения деньрождения " +
		"जन्मतिथि जन्मकीतारीख जन्मतारीख जन्मदिन 生日 出生日期 出生年月 生年月日 誕生日 お誕生日 تاريخميلاد تاريخولاده " +
		"ddyddiadgeni"},
	{CardNumber, within, "cardnumber creditcard ccnumber creditcardnumber debitcardnumber cardno ccnum longcardnumber debitcard " +
		"rhifycerdyn rhifcerdyn kreditkarte kreditkartennummer kartennummer kartennr numerodecarte numerocarte ndecarte numerodecartebancaire " +
		"numerodelacarte cartebancaire cartedecredit numerodetarjeta numerodelatarjeta tarjetadecredito tarjetadedebito numerotarjeta " +
		"numerocarta numerodellacarta numerodicarta cartadicredito numerodocartao cartaodecredito numerocartao " +
		"kaartnummer creditcardnummer kartakredytowa numerkarty nrkarty kartnumarasi kartno kredikarti kredikartinumarasi " +
		"номеркарты банковскаякарта номербанковскойкарты कार्डनंबर कार्डसंख्या क्रेडिटकार्ड 信用卡 信用卡号 卡号 信用卡號 卡號 " +
		"カード番号 クレジットカード クレジットカード番号 رقمبطاقه بطاقهائتمان رقمبطاقهائتمان " +
		"rhifeichcerdyn cerdyncredyd gerdyncredyd cerdyndebyd gerdyndebyd"},
	{CardCode, within, "cvv cvc cvv2 csc cardsecuritycode securitycode cardcode cvn cvc2 cardverificationcode " +
		"coddiogelwch kartenprufnummer prufziffer prufnummer sicherheitscode cryptogramme cryptogrammevisuel codedesecurite " +
		"codigodeseguridad codicedisicurezza codigodeseguranca beveiligingscode kodcvv kodzabezpieczajacy guvenlikkodu " +
		"кодбезопасности кодкарты सीवीवी 安全码 安全碼 セキュリティコード رمزامان رمزحمايه"},
	{CardExpiry, within, "expirydate cardexpiry expiry expdate ccexp expirationdate expmonth expyear validuntil " +
		"dyddiaddodiben gultigbis ablaufdatum gultigkeit dateexpiration datedexpiration expirele fechadecaducidad fechadevencimiento " +
		"caducidad vencimientodelatarjeta datadiscadenza datascadenza scadenzacarta datadevalidade validadedocartao " +
		"vervaldatum vervaldatumkaart datawaznosci sonkullanmatarihi sonkullanim срокдействия समाप्तितिथि 有效期 有效期限 有効期限 " +
		"تاريخانتهاء تاريخصلاحيه " +
		"verfallsdatum verfalldatum datedefindevalidite findevalidite datedevalidite fechadevalidez"},
	{BankAccount, within, "iban accountnumber bankaccount sortcode bankaccountnumber routingnumber accountno swiftcode bicswift ibannumber " +
		"coddidoli rhifycyfrif rhifcyfrif kontonummer bankverbindung bankleitzahl bankkonto kontonr comptebancaire numerodecompte " +
		"numerodecomptebancaire coordonneesbancaires numerodecuenta cuentabancaria clabe cbu clabeinterbancaria " +
		"coordinatebancarie contocorrente numerodiconto numeroconto contobancario numerodaconta contabancaria contacorrente chavepix " +
		"nib rekeningnummer bankrekening ibannummer numerkonta nrkonta rachunekbankowy numerrachunku numerrachunkubankowego kontobankowe " +
		"hesapnumarasi hesapno ibannumaraniz bankahesabi расчетныйсчет номерсчета банковскийсчет лицевойсчет корреспондентскийсчет бик " +
		"खातासंख्या बैंकखाता बैंकखातासंख्या ifsc ifsccode upiid vpa 银行账号 银行账户 收款账户 银行卡号 开户行 銀行帳號 银行卡 " +
		"口座番号 振込先口座 銀行口座 支店番号 رقمحساب حساببنكي رقمحساببنكي ايبان رقمايبان " +
		"gyfrifbanc cyfrifbanc ndecompte nocompte आईएफएससी आईएफएससीकोड यूपीआई"},
	{NationalID, within, "nationalinsurancenumber nino nationalinsurance ninumber ssn socialsecuritynumber socialsecurity nationalid " +
		"nationalidnumber identitynumber idnumber identitycardnumber idcardnumber personalnumber nhsnumber nhsno " +
		"drivinglicencenumber driverslicense driverlicense driverslicensenumber drivinglicence drivinglicenseno healthcardnumber " +
		"rhifyswiriantgwladol yswiriantgwladol rhifygig rhifgig rhiftrwyddedyrru trwyddedyrru " +
		"personalausweis personalausweisnummer ausweisnummer sozialversicherungsnummer rentenversicherungsnummer krankenversichertennummer " +
		"versichertennummer fuhrerscheinnummer svnummer ahvnummer nir numerodesecuritesociale securitesociale numerosecu ninss " +
		"cartedidentite numerodecartedidentite cartenationaledidentite numerodepermis permisdeconduire " +
		"dni dninie curp documentodeidentidad numerodedocumento cedula seguridadsocial numerodeseguridadsocial numerodelaseguridadsocial " +
		"rutchileno codicefiscale cartadidentita numerocartadidentita patentediguida numeropatente tesserasanitaria " +
		"cpf cartaodecidadao numerodocartaodecidadao niss segurancasocial cartaodosus cartaodeidentidade carteiradeidentidade cnh " +
		"bsn burgerservicenummer sofinummer rijksregisternummer identiteitskaart identiteitskaartnummer rijbewijsnummer " +
		"pesel numerpesel dowodosobisty dowoduosobistego numerdowodu seriainumerdowodu prawojazdy " +
		"tckimlik tckimlikno tckimliknumarasi tckn kimliknumarasi kimlikno kimliknumaraniz ehliyetno " +
		"снилс омс полисаомс полисомс водительскоеудостоверение удостоверениеличности " +
		"आधार आधारनंबर आधारसंख्या aadhaar aadhar aadhaarnumber aadhaarcard मतदातापहचानपत्र voterid epicnumber पहचानपत्र ड्राइविंगलाइसेंस " +
		"身份证 身份证号 身份证号码 身分證 身分證字號 身份證 证件号码 证件号 社保号 驾驶证 居民身份证 " +
		"マイナンバー 個人番号 免許証番号 運転免許証番号 保険証 被保険者番号 健康保険証 基礎年金番号 住民票コード " +
		"هويهوطنيه رقمهويه رقمقومي رقموطني رقماقامه بطاقههويه رقمهويهوطنيه سجلمدني رخصهقياده " +
		"sozialversicherung numerodellacartadidentita numerodicartadidentita numerodecarteidentite piecedidentite numerodepiecedidentite " +
		"tarjetadeidentidad identiteitsbewijs identiteitsbewijsnummer legitimatiebewijs 證件號碼 證件號 被保険者証 保険者番号"},
	{Passport, within, "passport passportnumber passportno pasbort rhifpasbort reisepass reisepasses reisepassnummer passnummer passeport numerodepasseport " +
		"pasaporte numerodepasaporte passaporto numeropassaporto passaporte paspoort paspoortnummer paszport paszportu numerpaszportu " +
		"pasaport pasaportno pasaportnumarasi паспорт паспорта номерпаспорта पासपोर्ट पासपोर्टनंबर 护照 护照号码 護照 パスポート 旅券番号 " +
		"جوازسفر رقمجواز رقمجوازسفر " +
		"basbort phasbort"},
	{TaxID, within, "taxid taxnumber utr tin taxpayerid taxreference vatnumber taxpayerreference uniquetaxpayerreference itin vatid " +
		"pannumber pancard pancardnumber panno cyfeirnodtreth steuerid steueridentifikationsnummer steuernummer steueridnr umsatzsteuerid ustid " +
		"ustidnr numerofiscal numfiscal numerodetva nif cif nrt rfcconhomoclave identificacionfiscal cuit cuil " +
		"partitaiva piva numerodecontribuinte contribuinte cnpj btwnummer fiscaalnummer nip numernip " +
		"verginumarasi vergino vergikimlik vergikimliknumarasi vkn инн пэннумер पैन पैननंबर पैनकार्ड जीएसटी gstin " +
		"纳税人识别号 税号 統一編號 纳税人 納税者番号 法人番号 رقمضريبي " +
		"steuerlicheidentifikationsnummer steueridentnummer"},
	{Health, within, "medicalhistory diagnosis symptoms medication allergies medicalconditions medicalcondition disability " +
		"healthcondition bloodtype bloodgroup healthconditions chronicillness mentalhealth medications pregnancy " +
		"cyflyraumeddygol cyflwrmeddygol anabledd meddyginiaeth vorerkrankungen vorerkrankung allergien diagnose medikamente krankheiten " +
		"behinderung blutgruppe schwerbehinderung antecedentsmedicaux situationdehandicap allergie maladies traitementmedical groupesanguin " +
		"enfermedades enfermedad alergias antecedentesmedicos discapacidad medicacion gruposanguineo " +
		"patologie malattie disabilita farmaci grupposanguigno problemasdesaude doencas alergia deficiencia medicamentos tiposanguineo " +
		"medischegegevens allergieen ziekten medicijnen medischeklachten medicijngebruik bloedgroep choroby chorobyprzewlekle alergie niepelnosprawnosc leki grupakrwi " +
		"kronikhastalik kronikhastaliklar hastaliklar alerjiler engellilik kangrubu заболевания хроническиезаболевания аллергия диагноз инвалидность " +
		"группакрови बीमारी रोग एलर्जी विकलांगता दिव्यांगता रक्तसमूह 病史 既往病史 过敏史 疾病 血型 症状 残疾 " +
		"既往歴 アレルギー 病歴 持病 服用中の薬 血液型 障害者手帳 امراض امراضمزمنه حساسيه اعاقه فصيلهدم حالهصحيه " +
		"illness illnesses allergy medicalneeds medicalinformation gyflyraumeddygol gyflwrmeddygol chyflyraumeddygol feddyginiaeth krankheit " +
		"erkrankung erkrankungen medikament gesundheitszustand maladie traitementencours traitementsencours etatdesante medicamento " +
		"estadodesalud tratamientomedico intolleranzealimentari statodisalute doenca estadodesaude ziekte aandoening aandoeningen choroba " +
		"choruje schorzenia uczulenia stanzdrowia ilaclar ilaclariniz rahatsizlik rahatsizliginiz hastaliginiz болезни болезнь лекарства " +
		"состояниездоровья аллергии аллергию स्वास्थ्यसमस्या 过敏 健康状况 病気 治療中 健康状態 مرض ادويه"},
	{Sex, within, "sex gender rhywedd geschlecht sexe sexo genero sesso geslacht plec cinsiyet लिंग 性别 性別 جنس"},
	{Belief, within, "religion religionorbelief religiousbelief religiousbeliefs denomination politicalopinion politicalopinions politicalaffiliation " +
		"politicalparty partyaffiliation crefydd konfession religionszugehorigkeit glaubensrichtung opinionpolitique opinionspolitiques confession " +
		"creencias opinionpolitica religione orientamentopolitico religiao geloofsovertuiging godsdienst religie levensovertuiging " +
		"wyznanie religia pogladypolityczne вероисповедание религия политическиевзгляды " +
		"धर्म 宗教 宗教信仰 政治面貌 信仰 ديانه دين معتقد " +
		"grefydd chrefydd kirchenzugehorigkeit kerkelijkegezindte gezindte kerkgenootschap przynaleznoscreligijna confessionereligiosa diniinanc " +
		"diniinanciniz dininiz"},
	{Union, within, "tradeunion tradeunionmembership labourunion laborunion unionmembership undebllafur gewerkschaft gewerkschaftsmitglied " +
		"gewerkschaftszugehorigkeit syndicat appartenancesyndicale syndicale afiliacionsindical sindicato sindacato iscrizioneasindacato " +
		"vakbond vakbondslidmaatschap zwiazekzawodowy zwiazkizawodowe sendika sendikauyeligi профсоюз профсоюзе профсоюза ट्रेडयूनियन मजदूरसंघ " +
		"工会 工會 労働組合 نقابه " +
		"unionmember gewerkschaften zwiazkuzawodowego zwiazkowzawodowych sindicalizado iscrittoalsindacato sendikaya"},
	{Ethnicity, within, "ethnicity ethnicgroup ethnicorigin raceethnicity racialorigin ethnicbackground raceorethnicity caste " +
		"grwpethnig ethnischeherkunft ethnie origineethnique originesethniques origenetnico grupoetnico raza origineetnica etnia racacor raca " +
		"origemetnica etnischeafkomst etniciteit pochodzenieetniczne etnikkoken национальность этническаяпринадлежность " +
		"जाति जनजाति 民族 種族 种族 人種 اصلعرقي عرق"},
	{Sexuality, within, "sexualorientation sexuality cyfeiriadeddrhywiol rhywioldeb sexuelleorientierung orientationsexuelle orientacionsexual " +
		"orientamentosessuale orientacaosexual seksueleorientatie seksuelegeaardheid geaardheid orientacjaseksualna cinselyonelim " +
		"сексуальнаяориентация यौनरुझान यौनअभिविन्यास 性取向 性倾向 性的指向 ميلجنسي"},
	{Biometrics, within, "biometric biometrics biometricdata fingerprinttemplate fingerprintscan fingerprintimage irisscan voiceprint facialrecognition " +
		"facescan biometrig olionbysedd fingerabdruck biometrischedaten empreintedigitale donneesbiometriques huelladactilar datosbiometricos " +
		"improntadigitale datibiometrici impressaodigital dadosbiometricos vingerafdruk biometrischegegevens odciskpalca danebiometryczne " +
		"parmakizi biyometrik отпечатокпальца биометрия биометрические बायोमेट्रिक अंगुलिछाप 指纹 人脸识别 人脸 指紋 顔認証 生体認証 بصمه"},
	{FreeText, within, "message comments comment enquiry inquiry yourmessage question feedback complaint " +
		"neges eichneges nachricht mitteilung kommentar anfrage commentaire votremessage mensaje comentario comentarios " +
		"messaggio commento mensagem bericht opmerking opmerkingen wiadomosc wiadomosci uwagi komentarz mesaj mesajiniz yorum " +
		"сообщение комментарий вопрос संदेश टिप्पणी 留言 备注 意见 お問い合わせ ご意見 メッセージ 備考 رساله رسالتك تعليق ملاحظات"},
	{Search, within, "query search keywords keyword searchterm searchterms searchquery searchtext sitesearch " +
		"chwilio suche suchbegriff suchwort recherche rechercher buscar busqueda busca cerca ricerca parolachiave parolechiave pesquisar pesquisa procurar " +
		"zoek zoeken zoekterm szukaj wyszukaj поиск найти искать खोज खोजें खोजे 搜索 搜尋 关键词 关键字 查找 検索 キーワード بحث ابحث " +
		"whatareyoulookingfor wonachsuchensie wassuchensie recherchezvous cherchezvous estasbuscando quebuscas staicercando checosacerchi " +
		"voceprocura vocebusca procuravoce waarzoektu naaropzoek czegoszukasz nearamistiniz neariyorsunuz чтоищете выищете お探し 找什么 تبحث"},
	{Organisation, within, "organisation organization company companyname organisationname organizationname employer jobtitle nameofcompany " +
		"cwmni firma firmenname unternehmen entreprise societe raisonsociale nomdelentreprise nomdelasociete nomdelassociation " +
		"empresa nombredelaempresa razonsocial azienda ragionesociale nomeazienda nomedaempresa nomeempresa bedrijf bedrijfsnaam organisatie " +
		"nazwafirmy sirket sirketadi firmaadi компания компании названиекомпании организация организации कंपनी संगठन " +
		"公司 公司名称 单位名称 公司名稱 会社名 会社 企業名 法人名 団体名 شركه اسمشركه موسسه " +
		"sefydliad namedesunternehmens vereinsname संस्था"},
	{notPersonal, within, "filename domainname productname hostname eventname filterbyname sortbyname websiteaddress webaddress ipaddress " +
		"macaddress coupon couponcode promocode discountcode vouchercode quantity qty captcha errorcode brandname " +
		"packagename projectname repositoryname termsandconditions phonemodel mailinglist addresstown addresscity addresscountry servername " +
		"forgotpassword url website homepage giftcardnumber giftcard itemname petname teamname groupname schoolname sortby orderby " +
		"minprice maxprice discountcard nameofproduct trackingnumber ordernumber streamname channelname displayurl " +
		"coddisgownt enwffeil gutscheincode gutschein rabattcode webadresse internetadresse webseite ipadresse menge anzahl preisab preisbis " +
		"nomdufichier nomduproduit nomdedomaine nomdelevenement nomduprojet nomdusite nomdelanimal codepromo adresseip adresseweb siteweb " +
		"nombredelproducto nombredelarchivo nombredelevento sitioweb paginaweb direccionip codigopromocional cupondedescuento codigodedescuento " +
		"nomedelprodotto nomeprodotto nomefile nomedelfile nomeevento sitoweb indirizzoip indirizzoweb codicesconto codicepromozionale " +
		"nomedoproduto nomedoarquivo nomedoficheiro nomedoevento cupomdedesconto enderecoip kortingscode actiecode cadeaubon ipadres webadres " +
		"kodrabatowy kodpromocyjny adresurl adresip adreswww adresstrony indirimkodu kuponkodu ipadresi webadresi webadresiniz urunadi dosyaadi " +
		"промокод купон имяфайла названиетовара ipадрес адрессайта количество कूपन कूपनकोड मात्रा फाइलकानाम उत्पादकानाम " +
		"优惠券 优惠码 折扣码 网址 链接地址 网站地址 网页地址 ip地址 商品名称 文件名 产品名称 优惠代码 优惠 網址 数量 數量 项目名称 " +
		"クーポン クーポンコード 商品名 ファイル名 ウェブサイト ホームページ ipアドレス 作品名 イベント名 رمزقسيمه كوبون كودخصم رمزخصم اسمملف اسممنتج " +
		"كميه موقعالكتروني عنوانip " +
		"companywebsite subjectofyourmessage messagesubject betreffdernachricht objetdumessage asuntodelmensaje oggettodelmessaggio " +
		"assuntodamensagem tematwiadomosci темасообщения mesajkonusu loyaltycard loyaltycardnumber librarycard librarycardnumber kundenkarte " +
		"kundenkartennummer cartedefidelite numerodecartedefidelite tarjetadefidelidad numerodetarjetadefidelidad cartafedelta " +
		"numerocartafedelta cartaofidelidade klantenkaart klantenkaartnummer"},

	{Email, alone, "mail correio poczta"},
	{Password, alone, "parola pass pin clave psw parol 口令"},
	{Username, alone, "user login usuario utilisateur utente utilizador benutzer gebruiker kullanici 账户"},
	{Name, alone, "nombre isim fio"},
	{GivenName, alone, "ad adi mei 名"},
	{FamilyName, alone, "sei セイ familia familiya 姓"},
	{Telephone, alone, "handy tel cell mobil mobiel gsm portable ffonsymudol komorka"},
	{Address, alone, "street rue calle via rua adr"},
	{PostalCode, alone, "cap cp cep индекс"},
	{BirthDate, alone, "born geb geboren 出生"},
	{CardNumber, alone, "tarjeta cartao"},
	{CardExpiry, alone, "scadenza validade gueltig"},
	{BankAccount, alone, "rib bic swift kto blz pix rachunek cuenta"},
	{NationalID, alone, "nie rg nss cni ssnr kimlik sfz"},
	{TaxID, alone, "ein spi rfc inn nit"},
	{Health, alone, "health gesundheit sante salud salute saude gezondheid zdrowie saglik"},
	{Sex, alone, "rhyw пол pol"},
	{Belief, alone, "faith belief beliefs din geloof"},
	{FreeText, alone, "body description"},
	{Search, alone, "q s find ara"},
	{notPersonal, alone, "coupon"},

	{Email, token, "email"},
	{Password, token, "current-password new-password"},
	{OneTimeCode, token, "one-time-code"},
	{Username, token, "username impp"},
	{Name, token, "name nickname additional-name cc-name cc-additional-name"},
	{GivenName, token, "given-name cc-given-name"},
	{FamilyName, token, "family-name cc-family-name"},
	{Telephone, token, "tel tel-national tel-local tel-area-code tel-local-prefix tel-local-suffix tel-extension"},
	{Address, token, "street-address address-line1 address-line2 address-line3 address-level1 address-level2 address-level3 address-level4"},
	{PostalCode, token, "postal-code"},
	{BirthDate, token, "bday bday-day bday-month bday-year"},
	{CardNumber, token, "cc-number"},
	{CardCode, token, "cc-csc"},
	{CardExpiry, token, "cc-exp cc-exp-month cc-exp-year"},
	{Organisation, token, "organization organization-title"},
	{Sex, token, "sex"},
	{notPersonal, token, "honorific-prefix honorific-suffix country country-name cc-type transaction-currency transaction-amount language url photo " +
		"tel-country-code"},
}
