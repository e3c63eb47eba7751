// Written by `make reference` (`npm run api`) from docs/reference/openapi.json; change the API there.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * FindingView
         * @description Something that is wrong with the log.
         */
        anlan__api__audit__FindingView: {
            /** En */
            en: string;
            /** First */
            first: number;
            /**
             * Kind
             * @description changed, removed, inserted, reordered, rewritten or bad_anchor
             */
            kind: string;
            /** Last */
            last: number;
            /** Zh */
            zh: string;
        };
        /**
         * FindingView
         * @description One thing found, the likeliest cause first.
         */
        anlan__api__diagnosis__FindingView: {
            /** At Utc */
            at_utc: string | null;
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** Remedy En */
            remedy_en: string;
            /** Remedy Zh */
            remedy_zh: string;
            /** Severity */
            severity: string;
            /** Zh */
            zh: string;
        };
        /**
         * Choice
         * @description A value of a field with its name.
         */
        anlan__api__directory__Choice: {
            /** En */
            en: string;
            /** Id */
            id: string;
            /** Zh */
            zh: string;
        };
        /**
         * Choice
         * @description Something to choose, in both languages.
         */
        anlan__api__session__Choice: {
            /** En */
            en: string;
            /** Id */
            id: string;
            /** Zh */
            zh: string;
        };
        /**
         * AttemptView
         * @description One attempt to look at a camera.
         */
        AttemptView: {
            /** Channel */
            channel: string;
            /** Channel Name */
            channel_name: string;
            /** Division */
            division: string;
            /**
             * Ended Utc
             * @description Null while it runs
             */
            ended_utc: string | null;
            /** @description Null unless it failed */
            failure: components["schemas"]["FailureView"] | null;
            /** Id */
            id: string;
            /** Organisation */
            organisation: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "running" | "playing" | "failed" | "ended";
            /**
             * Peer
             * @description Device or lower platform that was asked
             */
            peer: string;
            /** Purpose */
            purpose: string;
            /** Requester */
            requester: string;
            /** Requester Kind */
            requester_kind: string;
            /** Requester Name */
            requester_name: string;
            /** Started Utc */
            started_utc: string;
            /** Steps */
            steps: components["schemas"]["StepView"][];
            /** Stream */
            stream: string;
            /** Stream Number */
            stream_number: number;
        };
        /**
         * AuditLineView
         * @description One line of the log.
         */
        AuditLineView: {
            /** Action */
            action: string;
            /** Actor Id */
            actor_id: string;
            /** Actor Kind */
            actor_kind: string;
            /** Actor Name */
            actor_name: string;
            /** Division */
            division: string;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** Occurred Utc */
            occurred_utc: string;
            /** Organisation */
            organisation: string;
            /** Outcome */
            outcome: string;
            /** Purpose */
            purpose: string;
            /** Remote Host */
            remote_host: string;
            /** Resource Id */
            resource_id: string;
            /** Resource Kind */
            resource_kind: string;
            /** Resource Name */
            resource_name: string;
            /** Sequence */
            sequence: number;
        };
        /** Body_import_channels_api_v1_channels_import_post */
        Body_import_channels_api_v1_channels_import_post: {
            /**
             * File
             * @description xlsx or CSV, at most 20 MB and 100,000 rows
             */
            file: string;
        };
        /**
         * CatalogProgress
         * @description How the last catalog went. Counts of a running one come as ``directory.catalog`` events.
         */
        CatalogProgress: {
            /** At Utc */
            at_utc?: string | null;
            /** Expected */
            expected?: number | null;
            /** Received */
            received?: number | null;
            /**
             * State
             * @description complete or incomplete
             */
            state: string;
        };
        /**
         * ChannelBrief
         * @description A channel in a list.
         */
        ChannelBrief: {
            /** Address */
            address: string;
            /** Changed Utc */
            changed_utc: string;
            /** Code */
            code: string;
            /**
             * Device
             * @description Device that owns it
             */
            device: string | null;
            /** Direction Type */
            direction_type: number | null;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /**
             * Fault
             * @description VLOST or DEFECT as last notified, or empty
             */
            fault: string;
            /** Kind */
            kind: string;
            /** Latitude */
            latitude: number | null;
            /** Life Cycle */
            life_cycle: string;
            /** Longitude */
            longitude: number | null;
            /** Manufacturer */
            manufacturer: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Owner Organisation */
            owner_organisation: string;
            /**
             * Platform
             * @description Lower platform that owns it
             */
            platform: string | null;
            /** Platform Name */
            platform_name: string | null;
            /** Ptz Type */
            ptz_type: number | null;
            /** Site Category */
            site_category: string;
            /**
             * Status
             * @description ON or OFF
             */
            status: string;
            /** Violations */
            violations: string[];
            /**
             * Wire Code
             * @description Code by which its owner knows it
             */
            wire_code: string;
        };
        /**
         * ChannelChange
         * @description What is to change; what is absent stays. Null gives a field of the catalog back to the catalog.
         */
        ChannelChange: {
            /** Address */
            address?: string | null;
            /** Direction Type */
            direction_type?: number | null;
            /** Latitude */
            latitude?: number | null;
            /** Life Cycle */
            life_cycle?: string | null;
            /** Longitude */
            longitude?: number | null;
            /** Name */
            name?: string | null;
            /** Owner Organisation */
            owner_organisation?: string | null;
            /** Ptz Type */
            ptz_type?: number | null;
            /** Site Category */
            site_category?: string | null;
        };
        /**
         * ChannelDetail
         * @description Everything on record of a channel.
         */
        ChannelDetail: {
            /** Added Utc */
            added_utc: string;
            /** Address */
            address: string;
            /** Changed Utc */
            changed_utc: string;
            /** Code */
            code: string;
            /**
             * Device
             * @description Device that owns it
             */
            device: string | null;
            /** Direction Type */
            direction_type: number | null;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /**
             * Fault
             * @description VLOST or DEFECT as last notified, or empty
             */
            fault: string;
            /**
             * Item
             * @description The Catalog Item as sent, fields in snake_case; null before the first
             */
            item: {
                [key: string]: unknown;
            } | null;
            /** Kind */
            kind: string;
            /** Latitude */
            latitude: number | null;
            /** Life Cycle */
            life_cycle: string;
            /**
             * Listed
             * @description Whether its owner's catalog lists it
             */
            listed: boolean;
            /** Longitude */
            longitude: number | null;
            /** Manufacturer */
            manufacturer: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /**
             * Overrides
             * @description Fields kept here against what the catalog says
             */
            overrides: {
                [key: string]: unknown;
            };
            /** Owner Organisation */
            owner_organisation: string;
            /** Path */
            path: components["schemas"]["PathStep"][];
            /** Peer Name */
            peer_name: string;
            /**
             * Platform
             * @description Lower platform that owns it
             */
            platform: string | null;
            /** Platform Name */
            platform_name: string | null;
            /** Ptz Type */
            ptz_type: number | null;
            /** Site Category */
            site_category: string;
            /**
             * Status
             * @description ON or OFF
             */
            status: string;
            /** Violations */
            violations: string[];
            /**
             * Wire Code
             * @description Code by which its owner knows it
             */
            wire_code: string;
        };
        /** Checks */
        Checks: {
            /** Items */
            items: components["schemas"]["CheckView"][];
        };
        /**
         * CheckView
         * @description Something that breaks the standard and was tolerated.
         */
        CheckView: {
            /** Clause */
            clause: string | null;
            /** Code */
            code: string;
            /**
             * Count
             * @description Entries of its catalog that break it; 1 for the device itself
             */
            count: number;
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
        /**
         * ClusterView
         * @description Cameras close together.
         */
        ClusterView: {
            /** Count */
            count: number;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /** Online */
            online: number;
        };
        /**
         * CodeExplanation
         * @description What a code says.
         */
        CodeExplanation: {
            /** Code */
            code: string;
            /** Division */
            division: string;
            /** Kind */
            kind: string;
            /** Parts */
            parts: components["schemas"]["CodePart"][];
        };
        /**
         * CodeMapping
         * @description Codes here → codes the upper platform is told.
         */
        CodeMapping: {
            /** Codes */
            codes: {
                [key: string]: string;
            };
        };
        /**
         * CodePart
         * @description A part of a 20-digit code.
         */
        CodePart: {
            /** Digits */
            digits: string;
            meaning: components["schemas"]["Words"];
            name: components["schemas"]["Words"];
        };
        /** Count */
        Count: {
            /** Online */
            online: number;
            /** Total */
            total: number;
        };
        /**
         * Credentials
         * @description Name and password.
         */
        Credentials: {
            /** Name */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * DeviceChange
         * @description What is to change; what is absent or null stays. An empty password takes the own one away.
         */
        DeviceChange: {
            /** Any Source */
            any_source?: boolean | null;
            /** Charset */
            charset?: string | null;
            /** Check Ssrc */
            check_ssrc?: boolean | null;
            /** Division */
            division?: string | null;
            /** Edition */
            edition?: string | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Keepalive Interval S */
            keepalive_interval_s?: number | null;
            /** Keepalive Misses */
            keepalive_misses?: number | null;
            /** Life Cycle */
            life_cycle?: string | null;
            /** Media Transport */
            media_transport?: string | null;
            /** Name */
            name?: string | null;
            /** Owner Organisation */
            owner_organisation?: string | null;
            /** Password */
            password?: string | null;
            /** Transport */
            transport?: string | null;
        };
        /**
         * DeviceCreate
         * @description A device to be put on record.
         */
        DeviceCreate: {
            /**
             * Any Source
             * @default false
             */
            any_source: boolean;
            /**
             * Charset
             * @default GB18030
             */
            charset: string;
            /**
             * Check Ssrc
             * @default true
             */
            check_ssrc: boolean;
            /** Code */
            code: string;
            /**
             * Division
             * @description From the code where empty
             * @default
             */
            division: string;
            /**
             * Edition
             * @default 2022
             */
            edition: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Keepalive Interval S
             * @default 60
             */
            keepalive_interval_s: number;
            /**
             * Keepalive Misses
             * @default 3
             */
            keepalive_misses: number;
            /**
             * Life Cycle
             * @default active
             */
            life_cycle: string;
            /**
             * Media Transport
             * @default udp
             */
            media_transport: string;
            /** Name */
            name: string;
            /**
             * Owner Organisation
             * @default
             */
            owner_organisation: string;
            /**
             * Password
             * Format: password
             * @default
             */
            password: string;
            /**
             * Transport
             * @default udp
             */
            transport: string;
        };
        /**
         * DeviceView
         * @description A device. Passwords are never given out; ``has_password`` tells whether it has one of its own.
         */
        DeviceView: {
            /** Any Source */
            any_source: boolean;
            catalog: components["schemas"]["CatalogProgress"] | null;
            /** Channels */
            channels: number;
            /** Channels Online */
            channels_online: number;
            /** Charset */
            charset: string;
            /** Check Ssrc */
            check_ssrc: boolean;
            /** Code */
            code: string;
            /** Created Utc */
            created_utc: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Edition */
            edition: string;
            /** Enabled */
            enabled: boolean;
            /** Expires Utc */
            expires_utc: string | null;
            /** Firmware */
            firmware: string;
            /** Has Password */
            has_password: boolean;
            /** Information */
            information: {
                [key: string]: string;
            };
            /** Keepalive Interval S */
            keepalive_interval_s: number;
            /** Keepalive Misses */
            keepalive_misses: number;
            /** Life Cycle */
            life_cycle: string;
            /** Manufacturer */
            manufacturer: string;
            /** Media Transport */
            media_transport: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Owner Organisation */
            owner_organisation: string;
            /** Remote Address */
            remote_address: string;
            /** Rule */
            rule: string | null;
            /** Since Utc */
            since_utc: string | null;
            /**
             * State
             * @description unknown, online, degraded, offline or refused
             */
            state: string;
            /** State Reason */
            state_reason: string;
            /** Transport */
            transport: string;
            /** User Agent */
            user_agent: string;
            /**
             * Violations
             * @description Kinds of violations seen of the device itself
             */
            violations: number;
        };
        /**
         * Diagnosis
         * @description The findings; one of severity "fine" where nothing hinders.
         */
        Diagnosis: {
            /** Items */
            items: components["schemas"]["anlan__api__diagnosis__FindingView"][];
        };
        /** DivisionList */
        DivisionList: {
            /** Items */
            items: components["schemas"]["NamedDivision"][];
        };
        /**
         * DivisionOverview
         * @description A division just below our own.
         */
        DivisionOverview: {
            /** Channels */
            channels: number;
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Online */
            online: number;
        };
        /**
         * Edition
         * @description An edition of GB/T 28181, by its year.
         * @enum {string}
         */
        Edition: "2016" | "2022";
        /**
         * FailureView
         * @description Why it failed, and what to do.
         */
        FailureView: {
            /** Code */
            code: string;
            /** En */
            en: string;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** Remedy En */
            remedy_en: string;
            /** Remedy Zh */
            remedy_zh: string;
            /** Zh */
            zh: string;
        };
        /**
         * Feature
         * @description A shape with what is known of it (RFC 7946 §3.2).
         */
        Feature: {
            geometry: components["schemas"]["Geometry"];
            /** Id */
            id: string;
            /** Properties */
            properties: {
                [key: string]: unknown;
            };
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * FeatureCollection
         * @description GeoJSON (RFC 7946 §3.3).
         */
        FeatureCollection: {
            /** Features */
            features: components["schemas"]["Feature"][];
            /**
             * Type
             * @constant
             */
            type: "FeatureCollection";
        };
        /**
         * Geometry
         * @description A shape (RFC 7946 §3.1).
         */
        Geometry: {
            /**
             * Coordinates
             * @description Positions, nested as the type says
             */
            coordinates: unknown[];
            /** Type */
            type: string;
        };
        /**
         * HistoryEntry
         * @description A change of a record.
         */
        HistoryEntry: {
            /** Actor */
            actor: string;
            /** At Utc */
            at_utc: string;
            /**
             * Changes
             * @description Field → [before, after]
             */
            changes: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /**
             * What
             * @description created, edited, imported, catalog, notified, life_cycle, unlisted or relisted
             */
            what: string;
        };
        /** Hits */
        Hits: {
            /** Items */
            items: components["schemas"]["SearchHit"][];
        };
        /**
         * ImportAnswer
         * @description What an import did, or would do; with any error nothing was done.
         */
        ImportAnswer: {
            /** Applied */
            applied: boolean;
            /** Errors */
            errors: components["schemas"]["ImportFault"][];
            /**
             * Errors Total
             * @description Errors in all; the first thousand are listed
             */
            errors_total: number;
            /** Rows */
            rows: number;
            /** Unchanged */
            unchanged: number;
            /** Would Create */
            would_create: number;
            /** Would Update */
            would_update: number;
        };
        /**
         * ImportFault
         * @description What is wrong with a cell.
         */
        ImportFault: {
            /**
             * Column
             * @description Title of the column, Chinese
             */
            column: string;
            /** Column En */
            column_en: string;
            /** En */
            en: string;
            /**
             * Row
             * @description Row in the file; the header is 1
             */
            row: number;
            /** Value */
            value: string;
            /** Zh */
            zh: string;
        };
        /**
         * LifeCycleChoice
         * @description A life-cycle status and where one may go from it.
         */
        LifeCycleChoice: {
            /** En */
            en: string;
            /** Id */
            id: string;
            /** Moves */
            moves: string[];
            /** Zh */
            zh: string;
        };
        /**
         * LiveProblem
         * @description A problem with the attempt whose trace tells more.
         */
        LiveProblem: {
            /** Attempt */
            attempt?: string | null;
            /**
             * Code
             * @description Stable dotted code
             */
            code: string;
            /** En */
            en: string;
            /**
             * Fields
             * @description Field → {zh, en}
             */
            fields?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** Remedy En */
            remedy_en?: string | null;
            /** Remedy Zh */
            remedy_zh?: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Trace
             * @description Request id, as in the log
             */
            trace: string;
            /**
             * Type
             * @description urn:anlan:problem:<code>
             */
            type: string;
            /** Zh */
            zh: string;
        };
        /**
         * LiveRequest
         * @description Which picture, and what for.
         */
        LiveRequest: {
            /**
             * Channel
             * @description 20-digit code of the channel
             */
            channel: string;
            /**
             * Purpose
             * @description One of the purposes of GET /session
             */
            purpose: string;
            /**
             * Stream Number
             * @description 0 main stream, 1 … sub-streams
             * @default 0
             */
            stream_number: number;
        };
        /**
         * LiveTicket
         * @description A place at one stream: connect a WebSocket to ``url`` and send ``token`` as the first message.
         */
        LiveTicket: {
            /**
             * Attempt
             * @description Id of the trace: GET /attempts/{id}, events live.attempt
             */
            attempt: string;
            /** Expires Utc */
            expires_utc: string;
            /** Stream */
            stream: string;
            /**
             * Token
             * @description Good for one connection until expires_utc
             */
            token: string;
            /** Url */
            url: string;
            /** Viewer */
            viewer: string;
            watermark: components["schemas"]["Watermark"];
        };
        /** MapChannels */
        MapChannels: {
            /** Clusters */
            clusters: components["schemas"]["ClusterView"][];
            /** Points */
            points: components["schemas"]["PointView"][];
        };
        /**
         * MapSource
         * @description Where the map's pictures come from.
         */
        MapSource: {
            /**
             * Tile Url
             * @description Template with {z}/{x}/{y}; "" draws boundaries and roads alone
             */
            tile_url: string;
        };
        /**
         * NamedDivision
         * @description A division.
         */
        NamedDivision: {
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /** NewPassword */
        NewPassword: {
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * NextCode
         * @description A free code and what it says.
         */
        NextCode: {
            /** Code */
            code: string;
            /** Explanation */
            explanation: components["schemas"]["CodePart"][];
        };
        /** OrganisationBrief */
        OrganisationBrief: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** OrganisationChange */
        OrganisationChange: {
            /** Division */
            division?: string | null;
            /** Name */
            name?: string | null;
            /**
             * Parent Id
             * @description "" for none
             */
            parent_id?: string | null;
        };
        /** OrganisationCreate */
        OrganisationCreate: {
            /**
             * Division
             * @description 2, 4, 6 or 8 digits; "" is everything
             */
            division: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id?: string | null;
        };
        /**
         * OrganisationView
         * @description A department or unit.
         */
        OrganisationView: {
            /** Division */
            division: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: string | null;
        };
        /** Overview */
        Overview: {
            channels: components["schemas"]["Count"];
            devices: components["schemas"]["Count"];
            /** Divisions */
            divisions: components["schemas"]["DivisionOverview"][];
            platform: components["schemas"]["OverviewIdentity"];
            /** Platforms */
            platforms: components["schemas"]["PlatformOverview"][];
            streams: components["schemas"]["StreamTotals"];
        };
        /**
         * OverviewIdentity
         * @description Which platform this is.
         */
        OverviewIdentity: {
            /** Code */
            code: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /** Page[AttemptView] */
        Page_AttemptView_: {
            /** Items */
            items: components["schemas"]["AttemptView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[AuditLineView] */
        Page_AuditLineView_: {
            /** Items */
            items: components["schemas"]["AuditLineView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[ChannelBrief] */
        Page_ChannelBrief_: {
            /** Items */
            items: components["schemas"]["ChannelBrief"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[DeviceView] */
        Page_DeviceView_: {
            /** Items */
            items: components["schemas"]["DeviceView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[HistoryEntry] */
        Page_HistoryEntry_: {
            /** Items */
            items: components["schemas"]["HistoryEntry"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[OrganisationView] */
        Page_OrganisationView_: {
            /** Items */
            items: components["schemas"]["OrganisationView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[PermissionView] */
        Page_PermissionView_: {
            /** Items */
            items: components["schemas"]["PermissionView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[PlatformView] */
        Page_PlatformView_: {
            /** Items */
            items: components["schemas"]["PlatformView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[RefusalView] */
        Page_RefusalView_: {
            /** Items */
            items: components["schemas"]["RefusalView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[RoleView] */
        Page_RoleView_: {
            /** Items */
            items: components["schemas"]["RoleView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[RuleView] */
        Page_RuleView_: {
            /** Items */
            items: components["schemas"]["RuleView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[StreamView] */
        Page_StreamView_: {
            /** Items */
            items: components["schemas"]["StreamView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[TokenView] */
        Page_TokenView_: {
            /** Items */
            items: components["schemas"]["TokenView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[TransitionView] */
        Page_TransitionView_: {
            /** Items */
            items: components["schemas"]["TransitionView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[TreeNode] */
        Page_TreeNode_: {
            /** Items */
            items: components["schemas"]["TreeNode"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /** Page[UserView] */
        Page_UserView_: {
            /** Items */
            items: components["schemas"]["UserView"][];
            /**
             * Next Cursor
             * @description Pass as cursor for the next page; null on the last
             */
            next_cursor?: string | null;
            /**
             * Total
             * @description Rows in the whole list; null where counting would cost more than the page
             */
            total?: number | null;
        };
        /**
         * PasswordChange
         * @description The old password and the new one.
         */
        PasswordChange: {
            /**
             * New
             * Format: password
             */
            new: string;
            /**
             * Old
             * Format: password
             */
            old: string;
        };
        /**
         * PathStep
         * @description A branch on the way from the root.
         */
        PathStep: {
            /** Code */
            code: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
        /** PermissionView */
        PermissionView: {
            /** En */
            en: string;
            /** Id */
            id: string;
            /** Zh */
            zh: string;
        };
        /**
         * PlatformChange
         * @description What is to change; what is absent or null stays. An empty password takes it away.
         */
        PlatformChange: {
            /** Any Source */
            any_source?: boolean | null;
            /** Charset */
            charset?: string | null;
            /** Check Ssrc */
            check_ssrc?: boolean | null;
            /** Division */
            division?: string | null;
            /** Domain */
            domain?: string | null;
            /** Edition */
            edition?: string | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Host */
            host?: string | null;
            /** Keepalive Interval S */
            keepalive_interval_s?: number | null;
            /** Keepalive Misses */
            keepalive_misses?: number | null;
            /** Level */
            level?: ("city" | "county" | "township" | "other") | null;
            /** Media Transport */
            media_transport?: string | null;
            /** Name */
            name?: string | null;
            /** Password */
            password?: string | null;
            /** Port */
            port?: number | null;
            /** Register Expires S */
            register_expires_s?: number | null;
            /** Transport */
            transport?: string | null;
            /** Username */
            username?: string | null;
        };
        /**
         * PlatformCreate
         * @description A platform to be put on record.
         */
        PlatformCreate: {
            /**
             * Any Source
             * @default false
             */
            any_source: boolean;
            /**
             * Charset
             * @default GB18030
             */
            charset: string;
            /**
             * Check Ssrc
             * @default true
             */
            check_ssrc: boolean;
            /** Code */
            code: string;
            /**
             * Direction
             * @description Counts for peers only
             * @default in
             * @enum {string}
             */
            direction: "in" | "out";
            /**
             * Division
             * @description From the code where empty
             * @default
             */
            division: string;
            /**
             * Domain
             * @default
             */
            domain: string;
            /**
             * Edition
             * @default 2022
             */
            edition: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Host
             * @default
             */
            host: string;
            /**
             * Keepalive Interval S
             * @default 60
             */
            keepalive_interval_s: number;
            /**
             * Keepalive Misses
             * @default 3
             */
            keepalive_misses: number;
            /**
             * Level
             * @default other
             * @enum {string}
             */
            level: "city" | "county" | "township" | "other";
            /**
             * Media Transport
             * @default udp
             */
            media_transport: string;
            /** Name */
            name: string;
            /**
             * Password
             * Format: password
             * @default
             */
            password: string;
            /**
             * Port
             * @default 0
             */
            port: number;
            /**
             * Register Expires S
             * @default 3600
             */
            register_expires_s: number;
            /**
             * Role
             * @enum {string}
             */
            role: "upper" | "lower" | "peer";
            /**
             * Transport
             * @default udp
             */
            transport: string;
            /**
             * Username
             * @default
             */
            username: string;
        };
        /**
         * PlatformIdentity
         * @description Which platform this is.
         */
        PlatformIdentity: {
            /** Code */
            code: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Level */
            level: string;
            /** Name */
            name: string;
            sip: components["schemas"]["SipAddress"];
            /** Version */
            version: string;
        };
        /**
         * PlatformOverview
         * @description A platform we are joined with.
         */
        PlatformOverview: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Role */
            role: string;
            /** Since Utc */
            since_utc: string | null;
            /** State */
            state: string;
        };
        /**
         * PlatformView
         * @description A platform. Passwords are never given out.
         */
        PlatformView: {
            /** Any Source */
            any_source: boolean;
            catalog: components["schemas"]["CatalogProgress"] | null;
            /**
             * Channels
             * @description Below it in the tree; for an upper platform, what it is shown
             */
            channels: number;
            /** Channels Online */
            channels_online: number;
            /** Charset */
            charset: string;
            /** Check Ssrc */
            check_ssrc: boolean;
            /** Code */
            code: string;
            /** Created Utc */
            created_utc: string;
            /**
             * Direction
             * @description in: it registers with us; out: we register there
             */
            direction: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Domain */
            domain: string;
            /** Edition */
            edition: string;
            /** Enabled */
            enabled: boolean;
            /** Expires Utc */
            expires_utc: string | null;
            /** Firmware */
            firmware: string;
            /** Has Password */
            has_password: boolean;
            /** Host */
            host: string;
            /** Information */
            information: {
                [key: string]: string;
            };
            /** Keepalive Interval S */
            keepalive_interval_s: number;
            /** Keepalive Misses */
            keepalive_misses: number;
            /** Level */
            level: string;
            /** Manufacturer */
            manufacturer: string;
            /** Media Transport */
            media_transport: string;
            /** Model */
            model: string;
            /** Name */
            name: string;
            /** Port */
            port: number;
            /** Register Expires S */
            register_expires_s: number;
            /** Role */
            role: string;
            /** Since Utc */
            since_utc: string | null;
            /** State */
            state: string;
            /** State Reason */
            state_reason: string;
            /** Transport */
            transport: string;
            /** User Agent */
            user_agent: string;
            /** Username */
            username: string;
            /** Violations */
            violations: number;
        };
        /**
         * PlayerReport
         * @description What the player saw.
         */
        PlayerReport: {
            /**
             * Detail
             * @description For an error: what the browser says, e.g. not_supported: <codec>
             * @default
             */
            detail: string;
            /**
             * Elapsed Ms
             * @description Since the click, by the browser's clock
             */
            elapsed_ms?: number | null;
            /**
             * Step
             * @enum {string}
             */
            step: "first_frame" | "error";
        };
        /**
         * PointView
         * @description A camera by itself.
         */
        PointView: {
            /** Code */
            code: string;
            /** Direction */
            direction: number | null;
            /** Latitude */
            latitude: number;
            /** Longitude */
            longitude: number;
            /** Name */
            name: string;
            /** Status */
            status: string;
        };
        /**
         * Problem
         * @description RFC 9457 with the house's members.
         */
        Problem: {
            /**
             * Code
             * @description Stable dotted code
             */
            code: string;
            /** En */
            en: string;
            /**
             * Fields
             * @description Field → {zh, en}
             */
            fields?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /**
             * Remedy En
             * @default null
             */
            remedy_en: string | null;
            /**
             * Remedy Zh
             * @default null
             */
            remedy_zh: string | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /**
             * Trace
             * @description Request id, as in the log
             */
            trace: string;
            /**
             * Type
             * @description urn:anlan:problem:<code>
             */
            type: string;
            /** Zh */
            zh: string;
        };
        /**
         * RefusalView
         * @description A registration that was turned away.
         */
        RefusalView: {
            /** Address */
            address: string;
            /** At Utc */
            at_utc: string;
            /** Code */
            code: string;
            /** Id */
            id: number;
            reason: components["schemas"]["Words"];
            /** Reason Code */
            reason_code: string;
            /** Transport */
            transport: string;
        };
        /**
         * RoleAt
         * @description A role over a subtree of divisions.
         */
        RoleAt: {
            /**
             * Division
             * @description 2, 4, 6 or 8 digits; "" is everything
             */
            division: string;
            /** Role */
            role: string;
        };
        /** RoleChange */
        RoleChange: {
            /** En */
            en?: string | null;
            /** Permissions */
            permissions?: string[] | null;
            /** Zh */
            zh?: string | null;
        };
        /** RoleCreate */
        RoleCreate: {
            /**
             * En
             * @default
             */
            en: string;
            /** Permissions */
            permissions: string[];
            /** Zh */
            zh: string;
        };
        /**
         * RoleView
         * @description A role.
         */
        RoleView: {
            /** Built In */
            built_in: boolean;
            /** En */
            en: string;
            /** Id */
            id: string;
            /** Permissions */
            permissions: string[];
            /** Zh */
            zh: string;
        };
        /**
         * RuleCreate
         * @description A rule to be made.
         */
        RuleCreate: {
            /** Code Prefix */
            code_prefix: string;
            /**
             * Division
             * @default
             */
            division: string;
            /**
             * Edition
             * @default 2022
             */
            edition: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Max Devices
             * @default 1000
             */
            max_devices: number;
            /**
             * Media Transport
             * @default udp
             */
            media_transport: string;
            /** Name */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /** Type Codes */
            type_codes?: string[];
        };
        /**
         * RuleView
         * @description A registration rule, without its password.
         */
        RuleView: {
            /** Code Prefix */
            code_prefix: string;
            /** Created Utc */
            created_utc: string;
            /**
             * Devices
             * @description Devices it has admitted
             */
            devices: number;
            /** Division */
            division: string;
            /** Edition */
            edition: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Max Devices */
            max_devices: number;
            /** Media Transport */
            media_transport: string;
            /** Name */
            name: string;
            /** Type Codes */
            type_codes: string[];
        };
        /**
         * SearchHit
         * @description Something found.
         */
        SearchHit: {
            /** Code */
            code: string;
            /** Division */
            division: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Status */
            status: string | null;
        };
        /**
         * SessionUser
         * @description Who is signed in, and what that person may do where.
         */
        SessionUser: {
            /** Display Name */
            display_name: string;
            /**
             * Divisions
             * @description Roots of the subtrees; "" is everything
             */
            divisions: string[];
            /** Id */
            id: string;
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            /** Organisation */
            organisation: string;
            /** Permissions */
            permissions: string[];
        };
        /**
         * SessionView
         * @description The session as the console needs it.
         */
        SessionView: {
            map: components["schemas"]["MapSource"];
            platform: components["schemas"]["PlatformIdentity"];
            /** Purposes */
            purposes: components["schemas"]["anlan__api__session__Choice"][];
            user: components["schemas"]["SessionUser"];
        };
        /**
         * ShareChoice
         * @description One choice of what an upper platform sees.
         */
        ShareChoice: {
            /**
             * Division
             * @description Told, not taken
             */
            division?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "division" | "group" | "channel";
            /**
             * Name
             * @description Told, not taken
             */
            name?: string | null;
            /**
             * Node
             * @description Id of a branch, or a channel's code
             */
            node: string;
            /**
             * Recursive
             * @default true
             */
            recursive: boolean;
        };
        /** ShareList */
        ShareList: {
            /** Items */
            items: components["schemas"]["ShareChoice"][];
        };
        /**
         * SignedInView
         * @description Answer to a sign-in; ``csrf`` goes into the header X-Anlan-CSRF of every write.
         */
        SignedInView: {
            /** Csrf */
            csrf: string;
            /** Must Change Password */
            must_change_password: boolean;
            user: components["schemas"]["SessionUser"];
        };
        /**
         * SipAddress
         * @description What is typed into a device or platform that registers here, over UDP or TCP.
         */
        SipAddress: {
            /** Domain */
            domain: string;
            /**
             * Host
             * @description The advertised host, else the one this request was sent to
             */
            host: string;
            /** Port */
            port: number;
            /** Realm */
            realm: string;
        };
        /**
         * StepView
         * @description One step of an attempt.
         */
        StepView: {
            /** At Utc */
            at_utc: string;
            /**
             * Elapsed Ms
             * @description Since the attempt began; 0 for what happened before it joined a running stream
             */
            elapsed_ms: number;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /**
             * Step
             * @description requested, authorized, signalled, trying, answered, first_packet, first_key_frame, first_viewer_byte, first_frame, failed or ended
             */
            step: string;
        };
        /**
         * StreamTotals
         * @description What runs through the media core now.
         */
        StreamTotals: {
            /**
             * Active
             * @default 0
             */
            active: number;
            /**
             * Bitrate Kbps
             * @default 0
             */
            bitrate_kbps: number;
            /**
             * Forwards
             * @default 0
             */
            forwards: number;
            /**
             * Viewers
             * @default 0
             */
            viewers: number;
        };
        /**
         * StreamView
         * @description A stream that runs, with the media core's figures and who looks.
         */
        StreamView: {
            /** Bitrate Kbps */
            bitrate_kbps: number;
            /** Bytes */
            bytes: number;
            /** Channel */
            channel: string;
            /** Channel Name */
            channel_name: string;
            /**
             * Damaged Ps
             * @description Damages of the program stream and of frames
             */
            damaged_ps: number;
            /** Division */
            division: string;
            /** Duplicated */
            duplicated: number;
            /** Forwards */
            forwards: number;
            /**
             * Frame Rate
             * @description Frames a second
             */
            frame_rate: number;
            /**
             * Gop Bytes
             * @description Kept for whoever comes next
             */
            gop_bytes: number;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Jitter Ms */
            jitter_ms: number;
            /**
             * Key Frame Interval Ms
             * @description 0 before the second key frame
             */
            key_frame_interval_ms: number;
            /**
             * Last Packet Us
             * @description Microseconds since 1970
             */
            last_packet_us: number;
            /** Late */
            late: number;
            /** Lost */
            lost: number;
            /**
             * Opened Us
             * @description Microseconds since 1970
             */
            opened_us: number;
            /** Packets */
            packets: number;
            /** Reordered */
            reordered: number;
            /** Ssrc */
            ssrc: number;
            /**
             * State
             * @enum {string}
             */
            state: "starting" | "running" | "stopping" | "ended";
            /**
             * Stream Number
             * @description 0 main stream, 1 … sub-streams
             */
            stream_number: number;
            /** Transport */
            transport: string;
            /**
             * Video Codec
             * @description Empty before the first key frame
             */
            video_codec: string;
            /** Viewers */
            viewers: number;
            /** Watchers */
            watchers: components["schemas"]["WatcherView"][];
            /** Width */
            width: number;
        };
        /** TokenCreate */
        TokenCreate: {
            /**
             * Days
             * @default 90
             */
            days: number;
            /**
             * Division
             * @description 2, 4, 6 or 8 digits; "" is everything
             * @default
             */
            division: string;
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
        };
        /**
         * TokenCreated
         * @description The token's text is shown this once.
         */
        TokenCreated: {
            /** Token */
            token: string;
            view: components["schemas"]["TokenView"];
        };
        /**
         * TokenView
         * @description An API token without its text.
         */
        TokenView: {
            /** Created Utc */
            created_utc: string;
            /** Division */
            division: string;
            /** Expires Utc */
            expires_utc: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
            /** Used Utc */
            used_utc: string | null;
            /** User */
            user: string;
        };
        /**
         * TransitionView
         * @description A change of a peer's state.
         */
        TransitionView: {
            /** Address */
            address: string;
            /** At Utc */
            at_utc: string;
            /**
             * Code
             * @description Stable code of the reason
             */
            code: string;
            /** Id */
            id: number;
            reason: components["schemas"]["Words"];
            /** State */
            state: string;
        };
        /**
         * TreeNode
         * @description A branch or channel of the tree.
         */
        TreeNode: {
            /** Code */
            code: string;
            /** Division */
            division: string;
            /** Has Children */
            has_children: boolean;
            /** Id */
            id: string;
            /**
             * Kind
             * @description division, platform, system, business_group, virtual_organisation, device, channel …
             */
            kind: string;
            /** Life Cycle */
            life_cycle: string | null;
            /** Name */
            name: string;
            /** Online */
            online: number;
            /**
             * Platform
             * @description Code of the lower platform it belongs to
             */
            platform: string | null;
            /**
             * Status
             * @description ON or OFF; null for branches without a state of their own
             */
            status: string | null;
            /** Total */
            total: number;
        };
        /**
         * UserChange
         * @description What is to change; what is absent stays.
         */
        UserChange: {
            /** Display Name */
            display_name?: string | null;
            /** Enabled */
            enabled?: boolean | null;
            /** Organisation Id */
            organisation_id?: string | null;
            /** Roles */
            roles?: components["schemas"]["RoleAt"][] | null;
        };
        /**
         * UserCreate
         * @description A new user; the password is a first one, to be changed at the first sign-in.
         */
        UserCreate: {
            /**
             * Display Name
             * @default
             */
            display_name: string;
            /** Name */
            name: string;
            /** Organisation Id */
            organisation_id: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /** Roles */
            roles?: components["schemas"]["RoleAt"][];
        };
        /**
         * UserView
         * @description A user.
         */
        UserView: {
            /** Created Utc */
            created_utc: string;
            /** Display Name */
            display_name: string;
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Last Sign In Utc */
            last_sign_in_utc: string | null;
            /** Locked Until Utc */
            locked_until_utc: string | null;
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            organisation: components["schemas"]["OrganisationBrief"];
            /** Roles */
            roles: components["schemas"]["RoleAt"][];
        };
        /**
         * VerdictView
         * @description What came of a verification.
         */
        VerdictView: {
            /**
             * Anchors
             * @description Signed anchors compared; with none, a rewritten tail cannot be told
             */
            anchors: number;
            /** Findings */
            findings: components["schemas"]["anlan__api__audit__FindingView"][];
            /** Lines */
            lines: number;
            /** More */
            more: number;
            /** Whole */
            whole: boolean;
        };
        /**
         * Vocabulary
         * @description The values that forms choose from.
         */
        Vocabulary: {
            /** Life Cycles */
            life_cycles: components["schemas"]["LifeCycleChoice"][];
            /** Site Categories */
            site_categories: components["schemas"]["anlan__api__directory__Choice"][];
        };
        /**
         * WatcherView
         * @description Somebody who looks at a stream.
         */
        WatcherView: {
            /**
             * Bytes
             * @description Sent so far
             */
            bytes: number;
            /** Id */
            id: string;
            /**
             * Joined Us
             * @description Microseconds since 1970
             */
            joined_us: number;
            /**
             * Queue Bytes
             * @description Waiting to be sent
             */
            queue_bytes: number;
            /** Remote Host */
            remote_host: string;
            /**
             * Skipped Frames
             * @description Left out because the viewer is slow
             */
            skipped_frames: number;
            /** Stream */
            stream: string;
            /** User */
            user: string;
        };
        /**
         * Watermark
         * @description What must stand over the picture.
         */
        Watermark: {
            /** Time Utc */
            time_utc: string;
            /** User */
            user: string;
        };
        /**
         * Words
         * @description A sentence in both languages.
         */
        Words: {
            /** En */
            en: string;
            /** Zh */
            zh: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
