{
  "rdapConformance": [
    "rdap_level_0"
  ],
  "objectClassName": "domain",
  "ldhName": "example.com",
  "status": [
    "active"
  ],
  "events": [
    {
      "eventAction": "registration",
      "eventDate": "1995-08-14T04:00:00Z"
    },
    {
      "eventAction": "expiration",
      "eventDate": "2010-08-13T04:00:00Z"
    }
  ],
  "entities": [
    {
      "objectClassName": "entity",
      "roles": [
        "registrant"
      ],
      "vcardArray": [
        "vcard",
        [
          [
            "version",
            {},
            "text",
            "4.0"
          ],
          [
            "fn",
            {},
            "text",
            ""
          ],
          [
            "org",
            {},
            "text",
            "Example Widgets Ltd"
          ],
          [
            "adr",
            {
              "cc": "GB"
            },
            "text",
            [
              "",
              "",
              "",
              "London",
              "",
              "",
              ""
            ]
          ]
        ]
      ]
    },
    {
      "objectClassName": "entity",
      "roles": [
        "administrative"
      ],
      "vcardArray": [
        "vcard",
        [
          [
            "version",
            {},
            "text",
            "4.0"
          ],
          [
            "fn",
            {},
            "text",
            ""
          ],
          [
            "org",
            {},
            "text",
            "Example Widgets Ltd"
          ],
          [
            "adr",
            {
              "cc": "GB"
            },
            "text",
            [
              "",
              "",
              "",
              "",
              "",
              "",
              ""
            ]
          ]
        ]
      ]
    }
  ]
}
