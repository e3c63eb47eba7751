// Written by `make reference` (`npm run api`) from docs/reference/openapi.json; change the API there.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AccountChange
         * @description What is to change; what is absent stays. An empty key takes the key away.
         */
        AccountChange: {
            /**
             * Account
             * @default
             */
            account: string;
            /**
             * Clock Ahead S
             * @default 20
             */
            clock_ahead_s: number;
            /**
             * Clock Behind S
             * @default 40
             */
            clock_behind_s: number;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Key
             * Format: password
             * @default
             */
            key: string;
            /**
             * Key Required
             * @default false
             */
            key_required: boolean;
            /**
             * Line
             * @default
             */
            line: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Poll S
             * @default 0
             */
            poll_s: number;
            /**
             * Receiver
             * @default
             */
            receiver: string;
            /**
             * Supervision Class
             * @default
             */
            supervision_class: string;
        };
        /**
         * AccountCreate
         * @description A device to be put on record.
         */
        AccountCreate: {
            /** Account */
            account: string;
            /**
             * Clock Ahead S
             * @default 20
             */
            clock_ahead_s: number;
            /**
             * Clock Behind S
             * @default 40
             */
            clock_behind_s: number;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Key
             * Format: password
             * @description Hexadecimal, 32, 48 or 64 digits
             * @default
             */
            key: string;
            /**
             * Key Required
             * @default false
             */
            key_required: boolean;
            /**
             * Line
             * @default
             */
            line: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Poll S
             * @default 0
             */
            poll_s: number;
            /** Protocol */
            protocol: string;
            /**
             * Receiver
             * @default
             */
            receiver: string;
            /**
             * Supervision Class
             * @default
             */
            supervision_class: string;
        };
        /**
         * AccountView
         * @description A device that reports. Its key is never given out.
         */
        AccountView: {
            /** Account */
            account: string;
            /** Clock Ahead S */
            clock_ahead_s: number;
            /** Clock Behind S */
            clock_behind_s: number;
            /** Enabled */
            enabled: boolean;
            /** Has Key */
            has_key: boolean;
            /** Id */
            id: string;
            /** Key Required */
            key_required: boolean;
            /** Line */
            line: string;
            /**
             * Links
             * @description Its supervised paths; empty where it is not supervised or not heard yet
             */
            links: components["schemas"]["LinkView"][];
            /** Model */
            model: string;
            /** Poll S */
            poll_s: number;
            /** Protocol */
            protocol: string;
            /** Receiver */
            receiver: string;
            /** Supervision Class */
            supervision_class: string;
        };
        /**
         * AlarmByHand
         * @description An alarm that no device sent.
         */
        AlarmByHand: {
            /**
             * Alarm Class
             * @enum {string}
             */
            alarm_class: "hold_up" | "fire" | "confirmed_intrusion" | "intrusion" | "tamper" | "fault" | "open_close" | "test" | "information";
            /** Division */
            division: string;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Subscriber
             * @default
             */
            subscriber: string;
            /** Text */
            text: string;
        };
        /**
         * AlarmDetailView
         * @description One case with what an operator needs beside it.
         */
        AlarmDetailView: {
            /**
             * Actions
             * @description What one may do with it now
             */
            actions: ("claim" | "release" | "hand_over" | "take_over" | "take_back" | "verify" | "decide_false" | "dispatch" | "forward" | "arrive" | "report" | "handle" | "close" | "approve" | "return" | "archive" | "note" | "correct" | "hand_up" | "hand_down" | "pull" | "decline")[];
            /**
             * Alarm Class
             * @enum {string}
             */
            alarm_class: "hold_up" | "fire" | "confirmed_intrusion" | "intrusion" | "tamper" | "fault" | "open_close" | "test" | "information";
            /** Cameras */
            cameras: components["schemas"]["CameraView"][];
            claimed_by: components["schemas"]["PersonBrief"] | null;
            /** Claimed Utc */
            claimed_utc: string | null;
            /** Closed Utc */
            closed_utc: string | null;
            /** Confirmed By */
            confirmed_by: string | null;
            /** Contacts */
            contacts: components["schemas"]["ContactView"][];
            /**
             * Deadline Utc
             * @description The first point of the class's clock
             */
            deadline_utc: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Escalated */
            escalated: boolean;
            /** False Alarms 12 Months */
            false_alarms_12_months: number;
            /**
             * Group Alarm
             * @description The group that took it in
             */
            group_alarm: string | null;
            /**
             * Group Size
             * @description Faults gathered by storm control; 0 where it is no group
             */
            group_size: number;
            /**
             * Handed Kind
             * @description user, division, organisation or platform
             */
            handed_kind: string | null;
            /**
             * Handed To
             * @description Id of who is asked to take over; null unless under way
             */
            handed_to: string | null;
            /**
             * Home
             * @description Platform that received it; empty text for this one
             */
            home: string;
            /** Id */
            id: string;
            kind: components["schemas"]["KindView"];
            /** Last Signal Utc */
            last_signal_utc: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /**
             * Original
             * @description Code as the device sent it
             */
            original: string;
            /** Plan */
            plan: components["schemas"]["PlanStepView"][];
            /** Previous */
            previous: components["schemas"]["PreviousView"][];
            /**
             * Rank
             * @description Place in the queue, 0 first
             */
            rank: number;
            /** Received Utc */
            received_utc: string;
            /** Repeats */
            repeats: number;
            /** Result */
            result: string | null;
            /**
             * Signal List
             * @description The newest first
             */
            signal_list: components["schemas"]["AlarmSignalView"][];
            /** Signals */
            signals: number;
            /**
             * Source
             * @description protocol|receiver|line|account
             */
            source: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "claimed" | "verifying" | "dispatched" | "forwarded" | "on_scene" | "handled" | "second_check" | "closed" | "archived";
            /** Steps */
            steps: components["schemas"]["AlarmStepView"][];
            /** @description Null for an unknown source, a group, or by hand */
            subscriber: components["schemas"]["SubscriberBrief"] | null;
            /** Text */
            text: string;
            /** Version */
            version: number;
            /**
             * Writer
             * @description Platform whose desk acts; empty text for this one, else it is read-only here
             */
            writer: string;
            /** Zone */
            zone: string;
            /** Zone Name */
            zone_name: string;
        };
        /**
         * AlarmPageView
         * @description A page of cases, with the whole list counted by class.
         */
        AlarmPageView: {
            /** By Class */
            by_class: {
                [key: string]: number;
            };
            /** Items */
            items: components["schemas"]["AlarmRow"][];
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
         * AlarmProblem
         * @description Why not, and how the alarm stands now.
         */
        AlarmProblem: {
            /**
             * Code
             * @description Stable dotted code
             */
            code: string;
            current?: components["schemas"]["AlarmRow"] | null;
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
         * AlarmResetOrder
         * @description Which alarms to clear; all where nothing is named.
         */
        AlarmResetOrder: {
            /**
             * Alarm Type
             * @description AlarmType
             */
            alarm_type?: number | null;
            /**
             * Methods
             * @description AlarmMethod
             */
            methods?: number[];
        };
        /**
         * AlarmRow
         * @description One case in a list.
         */
        AlarmRow: {
            /**
             * Alarm Class
             * @enum {string}
             */
            alarm_class: "hold_up" | "fire" | "confirmed_intrusion" | "intrusion" | "tamper" | "fault" | "open_close" | "test" | "information";
            claimed_by: components["schemas"]["PersonBrief"] | null;
            /** Claimed Utc */
            claimed_utc: string | null;
            /** Closed Utc */
            closed_utc: string | null;
            /** Confirmed By */
            confirmed_by: string | null;
            /**
             * Deadline Utc
             * @description The first point of the class's clock
             */
            deadline_utc: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Escalated */
            escalated: boolean;
            /**
             * Group Alarm
             * @description The group that took it in
             */
            group_alarm: string | null;
            /**
             * Group Size
             * @description Faults gathered by storm control; 0 where it is no group
             */
            group_size: number;
            /**
             * Handed Kind
             * @description user, division, organisation or platform
             */
            handed_kind: string | null;
            /**
             * Handed To
             * @description Id of who is asked to take over; null unless under way
             */
            handed_to: string | null;
            /**
             * Home
             * @description Platform that received it; empty text for this one
             */
            home: string;
            /** Id */
            id: string;
            kind: components["schemas"]["KindView"];
            /** Last Signal Utc */
            last_signal_utc: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /**
             * Original
             * @description Code as the device sent it
             */
            original: string;
            /**
             * Rank
             * @description Place in the queue, 0 first
             */
            rank: number;
            /** Received Utc */
            received_utc: string;
            /** Repeats */
            repeats: number;
            /** Result */
            result: string | null;
            /** Signals */
            signals: number;
            /**
             * Source
             * @description protocol|receiver|line|account
             */
            source: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "claimed" | "verifying" | "dispatched" | "forwarded" | "on_scene" | "handled" | "second_check" | "closed" | "archived";
            /** @description Null for an unknown source, a group, or by hand */
            subscriber: components["schemas"]["SubscriberBrief"] | null;
            /** Text */
            text: string;
            /** Version */
            version: number;
            /**
             * Writer
             * @description Platform whose desk acts; empty text for this one, else it is read-only here
             */
            writer: string;
            /** Zone */
            zone: string;
            /** Zone Name */
            zone_name: string;
        };
        /**
         * AlarmSignalView
         * @description One signal as it was received.
         */
        AlarmSignalView: {
            /** Alarm */
            alarm: string | null;
            /** Alarm Class */
            alarm_class: string;
            /** Division */
            division: string;
            /** Encrypted */
            encrypted: boolean;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Known */
            known: boolean;
            /** Occurred Utc */
            occurred_utc: string | null;
            /** Original */
            original: string;
            /** Outcome */
            outcome: string;
            /** Partition */
            partition: string;
            /** Path */
            path: string;
            /** Qualifier */
            qualifier: string;
            /** Raw */
            raw: string;
            /** Received Utc */
            received_utc: string;
            /** Source */
            source: string;
            /** Subscriber */
            subscriber: string | null;
            /** Text */
            text: string;
            /** User */
            user: string;
            /** Zone */
            zone: string;
        };
        /**
         * AlarmStepView
         * @description One step of a case.
         */
        AlarmStepView: {
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /** Actor Kind */
            actor_kind: string;
            /** Actor Name */
            actor_name: string;
            /** At Utc */
            at_utc: string;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** From State */
            from_state: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Organisation */
            organisation: string;
            /**
             * Platform
             * @description Platform whose desk acted; empty text for this one
             */
            platform: string;
            /** Sequence */
            sequence: number;
            /** To State */
            to_state: string;
        };
        /**
         * AlarmWords
         * @description The coded values of the desk, each list in the order in which it is to be shown.
         */
        AlarmWords: {
            /**
             * Classes
             * @description The most urgent first
             */
            classes: components["schemas"]["anlan__api__directory__Choice"][];
            /** False Causes */
            false_causes: components["schemas"]["anlan__api__directory__Choice"][];
            /** Findings */
            findings: components["schemas"]["anlan__api__directory__Choice"][];
            /**
             * Forward Conditions
             * @description Those in force; a city's own are shown by their ids
             */
            forward_conditions: components["schemas"]["anlan__api__directory__Choice"][];
            /** Methods */
            methods: components["schemas"]["anlan__api__directory__Choice"][];
            /** Results */
            results: components["schemas"]["anlan__api__directory__Choice"][];
        };
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
        /** Approve */
        Approve: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /** Arrive */
        Arrive: {
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /** Version */
            version: number;
            /** Who */
            who: string;
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
        /**
         * BoardView
         * @description What is open now.
         */
        BoardView: {
            /** By Class */
            by_class: {
                [key: string]: number;
            };
            /** By Division */
            by_division: {
                [key: string]: number;
            };
            /** By State */
            by_state: {
                [key: string]: number;
            };
            /** Clocks */
            clocks: components["schemas"]["ClassClockView"][];
            /** Oldest Waiting Utc */
            oldest_waiting_utc: string | null;
            /** Operators */
            operators: components["schemas"]["OperatorView"][];
        };
        /**
         * Body
         * @description What every action needs: the version of the row that was looked at.
         */
        Body: {
            /** Version */
            version: number;
        };
        /** Body_import_channels_api_v1_channels_import_post */
        Body_import_channels_api_v1_channels_import_post: {
            /**
             * File
             * @description xlsx or CSV, at most 20 MB and 100,000 rows
             */
            file: string;
        };
        /** Body_import_subscribers_api_v1_subscribers_import_post */
        Body_import_subscribers_api_v1_subscribers_import_post: {
            /**
             * File
             * @description xlsx or CSV, at most 20 MB and 100,000 rows
             */
            file: string;
        };
        /**
         * CameraFields
         * @description A camera that sees the premises.
         */
        CameraFields: {
            /** Channel */
            channel: string;
            /**
             * Zone
             * @default
             */
            zone: string;
        };
        /**
         * CameraProposal
         * @description A camera that may see the premises.
         */
        CameraProposal: {
            /** Channel */
            channel: string;
            /** Distance M */
            distance_m: number;
            /**
             * Faces
             * @description Whether it looks that way; null where its direction is not known
             */
            faces: boolean | null;
            /** Name */
            name: string;
            /** Status */
            status: string;
        };
        /**
         * CameraView
         * @description A linked camera.
         */
        CameraView: {
            /** Channel */
            channel: string;
            /** Name */
            name: string;
            /** Status */
            status: string;
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
         * ChangeView
         * @description A change of a record.
         */
        ChangeView: {
            /** Actor Name */
            actor_name: string;
            /** At Utc */
            at_utc: string;
            /**
             * Changes
             * @description Field → [before, after]; secrets as ***
             */
            changes: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Reason */
            reason: string;
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
         * ClassClockView
         * @description Response times of one class.
         */
        ClassClockView: {
            /**
             * Alarm Class
             * @enum {string}
             */
            alarm_class: "hold_up" | "fire" | "confirmed_intrusion" | "intrusion" | "tamper" | "fault" | "open_close" | "test" | "information";
            /**
             * Count
             * @description Taken, and still waiting beyond the second point
             */
            count: number;
            goals: components["schemas"]["GoalsView"];
            /** P50 S */
            p50_s: number | null;
            /** P95 S */
            p95_s: number | null;
            /** Within First Percent */
            within_first_percent: number | null;
            /** Within Second Percent */
            within_second_percent: number | null;
        };
        /** Close */
        Close: {
            /** Note */
            note: string;
            /**
             * Result
             * @enum {string}
             */
            result: "true_crime" | "true_fire" | "true_other" | "false_user" | "false_equipment" | "false_environment" | "false_unknown" | "test" | "duplicate";
            /** Version */
            version: number;
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
        /**
         * ContactFields
         * @description Somebody to call.
         */
        ContactFields: {
            /**
             * Holds Key
             * @default false
             */
            holds_key: boolean;
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note: string;
            /** Phone */
            phone: string;
            /**
             * Role
             * @default owner
             */
            role: string;
        };
        /**
         * ContactView
         * @description A person to call, in call order.
         */
        ContactView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Phone */
            phone: string;
            /** Role */
            role: string;
        };
        /** Correct */
        Correct: {
            /**
             * Step
             * @description The step that is set right
             */
            step: number;
            /** Text */
            text: string;
            /** Version */
            version: number;
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
        /** DecideFalse */
        DecideFalse: {
            /**
             * Cause
             * @enum {string}
             */
            cause: "user" | "equipment" | "environment" | "unknown";
            /** Note */
            note: string;
            /** Version */
            version: number;
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
        /** Dispatch */
        Dispatch: {
            /**
             * Instruction
             * @default
             */
            instruction: string;
            /** Version */
            version: number;
            /**
             * Who
             * @description Guard unit or person
             */
            who: string;
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
         * FeedBrief
         * @description How a feed stands.
         */
        FeedBrief: {
            /** Connected */
            connected: boolean;
            /** Connected Utc */
            connected_utc: string | null;
            /** Enabled */
            enabled: boolean;
            /**
             * Exchanged Utc
             * @description When something was last committed on either side
             */
            exchanged_utc: string | null;
            /** @description Why it is not connected */
            fault: components["schemas"]["Words"] | null;
            /** Name */
            name: string;
            /** Oldest Waiting Utc */
            oldest_waiting_utc: string | null;
            /**
             * Overflowed Utc
             * @description When the queue was last given up for its size
             */
            overflowed_utc: string | null;
            /** Platform */
            platform: string;
            /**
             * Resynchronising
             * @description It is being told anew what is open and what has changed
             */
            resynchronising: boolean;
            /**
             * Role
             * @description upper: we dial it; lower: it dials us
             */
            role: string;
            theirs: components["schemas"]["TheirSide"] | null;
            /**
             * Waiting
             * @description Alarms that the other platform does not have as they are
             */
            waiting: number;
        };
        /**
         * FeedKey
         * @description Shown this once: it is entered at the platform below.
         */
        FeedKey: {
            /** Key */
            key: string;
        };
        /** FeedList */
        FeedList: {
            /** Items */
            items: components["schemas"]["FeedBrief"][];
        };
        /**
         * FeedSwitch
         * @description On or off.
         */
        FeedSwitch: {
            /** Enabled */
            enabled: boolean;
        };
        /**
         * FeedUpper
         * @description How the platform above is reached.
         */
        FeedUpper: {
            /**
             * Authority
             * @description PEM of the authority to be believed; empty for the system's
             * @default
             */
            authority: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Key
             * @description As the platform above made it; absent keeps the present one
             */
            key?: string | null;
            /**
             * Replaces Notices
             * @description No GB/T 28181 alarm notices to the same platform
             * @default true
             */
            replaces_notices: boolean;
            /**
             * Url
             * @description wss://host:port
             */
            url: string;
        };
        /**
         * FeedView
         * @description With what is set. The key is never given out.
         */
        FeedView: {
            /** Authority */
            authority: string;
            /** Connected */
            connected: boolean;
            /** Connected Utc */
            connected_utc: string | null;
            /** Enabled */
            enabled: boolean;
            /**
             * Exchanged Utc
             * @description When something was last committed on either side
             */
            exchanged_utc: string | null;
            /** @description Why it is not connected */
            fault: components["schemas"]["Words"] | null;
            /** Name */
            name: string;
            /** Oldest Waiting Utc */
            oldest_waiting_utc: string | null;
            /**
             * Overflowed Utc
             * @description When the queue was last given up for its size
             */
            overflowed_utc: string | null;
            /** Platform */
            platform: string;
            /** Replaces Notices */
            replaces_notices: boolean;
            /**
             * Resynchronising
             * @description It is being told anew what is open and what has changed
             */
            resynchronising: boolean;
            /**
             * Role
             * @description upper: we dial it; lower: it dials us
             */
            role: string;
            theirs: components["schemas"]["TheirSide"] | null;
            /** Url */
            url: string;
            /**
             * Waiting
             * @description Alarms that the other platform does not have as they are
             */
            waiting: number;
        };
        /** Forward */
        Forward: {
            /**
             * Conditions
             * @description Ids of those that are met
             */
            conditions: string[];
            /**
             * Desk
             * @description The police desk
             */
            desk: string;
            /**
             * Reference
             * @default
             */
            reference: string;
            /** Version */
            version: number;
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
         * GoalsView
         * @description The points of EN 50518.
         */
        GoalsView: {
            /** First Percent */
            first_percent: number;
            /** First S */
            first_s: number;
            /** Second Percent */
            second_percent: number;
            /** Second S */
            second_s: number;
        };
        /**
         * GuardOrder
         * @description Armed, or not.
         */
        GuardOrder: {
            /**
             * On
             * @description true arms (布防), false disarms (撤防)
             */
            on: boolean;
        };
        /** HandOver */
        HandOver: {
            /**
             * To
             * @description Id of a user or organisation, or a division's code
             */
            to: string;
            /**
             * To Kind
             * @enum {string}
             */
            to_kind: "user" | "division" | "organisation";
            /**
             * To Name
             * @default
             */
            to_name: string;
            /** Version */
            version: number;
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
         * KindView
         * @description What was told, in the vocabulary.
         */
        KindView: {
            /** Code */
            code: string;
            /** En */
            en: string;
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
         * LinkView
         * @description One supervised path of a device.
         */
        LinkView: {
            /**
             * Heard Utc
             * @description Last heard; written every five minutes while up
             */
            heard_utc: string;
            /**
             * Path
             * @description 1 primary, 2 alternative; empty for the only one
             */
            path: string;
            /**
             * Since Utc
             * @description When it came to this state
             */
            since_utc: string;
            /**
             * State
             * @enum {string}
             */
            state: "up" | "lost";
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
         * MonthClocksView
         * @description One month, or the whole span.
         */
        MonthClocksView: {
            /** Classes */
            classes: components["schemas"]["ClassClockView"][];
            /**
             * Month
             * @description 2026-11; empty text for the whole span
             */
            month: string;
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
        /** NewRows[CameraFields] */
        NewRows_CameraFields_: {
            /** Items */
            items: components["schemas"]["CameraFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** NewRows[ContactFields] */
        NewRows_ContactFields_: {
            /** Items */
            items: components["schemas"]["ContactFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** NewRows[PartitionFields] */
        NewRows_PartitionFields_: {
            /** Items */
            items: components["schemas"]["PartitionFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** NewRows[ScheduleFields] */
        NewRows_ScheduleFields_: {
            /** Items */
            items: components["schemas"]["ScheduleFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** NewRows[ZoneFields] */
        NewRows_ZoneFields_: {
            /** Items */
            items: components["schemas"]["ZoneFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
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
        /**
         * OperatorView
         * @description Somebody with open cases in hand.
         */
        OperatorView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Open */
            open: number;
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
        /** Page[AlarmSignalView] */
        Page_AlarmSignalView_: {
            /** Items */
            items: components["schemas"]["AlarmSignalView"][];
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
        /** Page[ChangeView] */
        Page_ChangeView_: {
            /** Items */
            items: components["schemas"]["ChangeView"][];
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
        /** Page[SubscriberRow] */
        Page_SubscriberRow_: {
            /** Items */
            items: components["schemas"]["SubscriberRow"][];
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
        /** Page[SuppressionView] */
        Page_SuppressionView_: {
            /** Items */
            items: components["schemas"]["SuppressionView"][];
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
         * PartitionFields
         * @description A part that is armed by itself.
         */
        PartitionFields: {
            /** Name */
            name: string;
            /** Number */
            number: string;
        };
        /**
         * PartVersion
         * @description The subscriber's version after the change.
         */
        PartVersion: {
            /** Version */
            version: number;
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
         * PasswordGiven
         * @description What the person on the phone said.
         */
        PasswordGiven: {
            /**
             * Given
             * Format: password
             */
            given: string;
        };
        /** PasswordVerdict */
        PasswordVerdict: {
            /** Correct */
            correct: boolean;
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
         * PersonBrief
         * @description A person by id and name.
         */
        PersonBrief: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * PlanStepView
         * @description A step of the response plan.
         */
        PlanStepView: {
            /** Step */
            step: number;
            /** Text */
            text: string;
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
         * PreviousView
         * @description An earlier case of the same subscriber.
         */
        PreviousView: {
            /** Id */
            id: string;
            /** Received Utc */
            received_utc: string;
            /** Result */
            result: string | null;
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
        /** Proposals */
        Proposals: {
            /** Items */
            items: components["schemas"]["CameraProposal"][];
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
        /** Report */
        Report: {
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /** Text */
            text: string;
            /** Version */
            version: number;
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
        /** Rows[AccountView] */
        Rows_AccountView_: {
            /** Items */
            items: components["schemas"]["AccountView"][];
        };
        /** Rows[CameraFields] */
        Rows_CameraFields_: {
            /** Items */
            items: components["schemas"]["CameraFields"][];
        };
        /** Rows[ContactFields] */
        Rows_ContactFields_: {
            /** Items */
            items: components["schemas"]["ContactFields"][];
        };
        /** Rows[PartitionFields] */
        Rows_PartitionFields_: {
            /** Items */
            items: components["schemas"]["PartitionFields"][];
        };
        /** Rows[ScheduleFields] */
        Rows_ScheduleFields_: {
            /** Items */
            items: components["schemas"]["ScheduleFields"][];
        };
        /** Rows[ZoneFields] */
        Rows_ZoneFields_: {
            /** Items */
            items: components["schemas"]["ZoneFields"][];
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
         * ScheduleFields
         * @description Times of opening and closing, minutes of the local day; ``close_until`` may reach into the next day.
         */
        ScheduleFields: {
            /** Close From */
            close_from: number;
            /** Close Until */
            close_until: number;
            /** Open From */
            open_from: number;
            /** Open Until */
            open_until: number;
            /**
             * Partition
             * @default
             */
            partition: string;
            /**
             * Weekdays
             * @description 1 Monday … 7 Sunday, as in 12345
             */
            weekdays: string;
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
        /**
         * SubscriberBrief
         * @description Who is protected, as it stood when the alarm came.
         */
        SubscriberBrief: {
            /** Address */
            address: string;
            /** Category */
            category: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * SubscriberChange
         * @description What is to change; what is absent stays. An empty verbal password takes it away.
         */
        SubscriberChange: {
            /**
             * Address
             * @default
             */
            address: string;
            /**
             * Category
             * @default
             */
            category: string;
            /**
             * Company
             * @default
             */
            company: string;
            /** Confirmation S */
            confirmation_s?: number | null;
            /**
             * Contract
             * @default
             */
            contract: string;
            /** Contract From */
            contract_from?: string | null;
            /** Contract Until */
            contract_until?: string | null;
            /**
             * Division
             * @default
             */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Number
             * @default
             */
            number: string;
            /**
             * Plan
             * @default []
             */
            plan: string[];
            /**
             * Verbal Password
             * Format: password
             * @default
             */
            verbal_password: string;
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
            /**
             * Village
             * @default
             */
            village: string;
        };
        /**
         * SubscriberCreate
         * @description A subscriber to be put on record.
         */
        SubscriberCreate: {
            /**
             * Address
             * @default
             */
            address: string;
            /** Category */
            category: string;
            /**
             * Company
             * @default
             */
            company: string;
            /** Confirmation S */
            confirmation_s?: number | null;
            /**
             * Contract
             * @default
             */
            contract: string;
            /** Contract From */
            contract_from?: string | null;
            /** Contract Until */
            contract_until?: string | null;
            /** Division */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note: string;
            /** Number */
            number: string;
            /**
             * Plan
             * @default []
             */
            plan: string[];
            /**
             * Verbal Password
             * Format: password
             * @default
             */
            verbal_password: string;
            /**
             * Village
             * @default
             */
            village: string;
        };
        /**
         * SubscriberRow
         * @description A subscriber in a list.
         */
        SubscriberRow: {
            /** Address */
            address: string;
            /** Category */
            category: string;
            /** Changed Utc */
            changed_utc: string;
            /**
             * Company
             * @description Id of the organisation that serves it, or an empty string
             */
            company: string;
            /** Company Name */
            company_name: string;
            /** Confirmation S */
            confirmation_s: number | null;
            /** Contract */
            contract: string;
            /** Contract From */
            contract_from: string | null;
            /** Contract Until */
            contract_until: string | null;
            /** Created Utc */
            created_utc: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Enabled */
            enabled: boolean;
            /** Has Password */
            has_password: boolean;
            /** Id */
            id: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Number */
            number: string;
            /** Plan */
            plan: string[];
            /** Version */
            version: number;
            /** Village */
            village: string;
        };
        /**
         * SubscriberWords
         * @description The values that forms choose from.
         */
        SubscriberWords: {
            /** Categories */
            categories: components["schemas"]["anlan__api__directory__Choice"][];
            /** Contact Roles */
            contact_roles: components["schemas"]["anlan__api__directory__Choice"][];
            /** Principles */
            principles: components["schemas"]["anlan__api__directory__Choice"][];
            /**
             * Supervision Classes
             * @description EN 50136-1 category → longest time in seconds until a loss is reported; 0 for one of its own
             */
            supervision_classes: {
                [key: string]: number;
            };
        };
        /**
         * SuppressionOrder
         * @description An order.
         */
        SuppressionOrder: {
            /**
             * Ends Utc
             * Format: date-time
             */
            ends_utc: string;
            /**
             * Mode
             * @description test: at most 24 hours; suppression: at most 30 days
             * @enum {string}
             */
            mode: "test" | "suppression";
            /** Reason */
            reason: string;
            /** Subscriber */
            subscriber: string;
            /**
             * Zone
             * @description Only this zone; empty for all
             * @default
             */
            zone: string;
        };
        /**
         * SuppressionView
         * @description An order that stands.
         */
        SuppressionView: {
            /** Division */
            division: string;
            /** Ends Utc */
            ends_utc: string;
            /** Id */
            id: string;
            /** Made By Name */
            made_by_name: string;
            /** Mode */
            mode: string;
            /** Reason */
            reason: string;
            /** Starts Utc */
            starts_utc: string;
            /** Subscriber */
            subscriber: string;
            /** Subscriber Name */
            subscriber_name: string;
            /** Zone */
            zone: string;
        };
        /**
         * TheirSide
         * @description What the other platform says of its queue for us.
         */
        TheirSide: {
            /** Oldest Utc */
            oldest_utc: string | null;
            /** Resynchronising */
            resynchronising: boolean;
            /** Waiting */
            waiting: number;
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
        /** Verify */
        Verify: {
            /**
             * Contact
             * @description By phone: who was called
             * @default
             */
            contact: string;
            /**
             * Method
             * @enum {string}
             */
            method: "video" | "phone" | "guard";
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "confirmed" | "false" | "unreachable" | "unclear";
            /**
             * Password Correct
             * @description By phone
             * @default not_asked
             * @enum {string}
             */
            password_correct: "yes" | "no" | "not_asked";
            /** Version */
            version: number;
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
        /** WithReason */
        WithReason: {
            /** Reason */
            reason: string;
            /** Version */
            version: number;
        };
        /** WithText */
        WithText: {
            /** Text */
            text: string;
            /** Version */
            version: number;
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
        /**
         * ZoneFields
         * @description A detector or group of detectors.
         */
        ZoneFields: {
            /**
             * Bypassed
             * @default false
             */
            bypassed: boolean;
            /** Name */
            name: string;
            /** Number */
            number: string;
            /**
             * Partition
             * @default
             */
            partition: string;
            /**
             * Principle
             * @default other
             */
            principle: string;
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
