// Written by `make reference` (`npm run api`) from docs/reference/openapi.json; change the API there.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AbsenceCreate */
        AbsenceCreate: {
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "leave" | "wish";
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * AbsenceView
         * @description Leave, or a wish to be off.
         */
        AbsenceView: {
            /** Entered Utc */
            entered_utc: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Person */
            person: string;
            /** Reason */
            reason: string;
        };
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
         * @description A device to be put on record. One that signs its messages (http, mqtt) gets a key where none is given.
         */
        AccountCreate: {
            /** Account */
            account: string;
            /**
             * Clock Ahead S
             * @description Absent: as [dc09] says
             */
            clock_ahead_s?: number | null;
            /**
             * Clock Behind S
             * @description Absent: as [dc09] says
             */
            clock_behind_s?: number | null;
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
             * @description Absent: as [dc09] says; 0 for others
             */
            poll_s?: number | null;
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
            actions: ("claim" | "release" | "hand_over" | "take_over" | "take_back" | "verify" | "decide_false" | "dispatch" | "forward" | "arrive" | "report" | "handle" | "close" | "approve" | "return" | "archive" | "note" | "correct" | "summon" | "cancelled" | "attend_going" | "attend_arrived" | "attend_nothing" | "attend_found" | "hand_up" | "hand_down" | "pull" | "decline")[];
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
            /**
             * Evidence
             * @description Oldest first; also what could not be had, with the reason
             */
            evidence: components["schemas"]["EvidenceView"][];
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
         * Document
         * @description What is signed and sent: at most 100 messages of one account, in the order in which they happened.
         */
        AlarmMessageDocument: {
            /** @description Device id, as on the subscriber's record */
            account: string;
            messages: (components["schemas"]["AlarmMessageEvent"] | components["schemas"]["AlarmMessageHeartbeat"])[];
            /**
             * @description Which of a device's two links this came by (EN 50136 DP classes)
             * @default primary
             * @enum {unknown}
             */
            path: "alternative" | "primary";
            /** @enum {unknown} */
            version: 1;
        };
        /**
         * Event
         * @description Something happened, or is over.
         */
        AlarmMessageEvent: {
            /** @default null */
            battery_percent: number | null;
            /**
             * @description The maker's own facts: kept with the message, not acted upon
             * @default {}
             */
            extra: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Made by the device and never used again; the same id with the same content is the same message */
            id: string;
            /** @description What happened: a code of the platform's vocabulary (one_key, smoke, rfid_left …), contact_id:130, or sia:BA */
            kind: string;
            /** @default null */
            occurred: string | null;
            /** @default  */
            partition: string;
            /** @default null */
            position: components["schemas"]["AlarmMessagePosition"] | null;
            /**
             * @description It begins, is over, or is told as it stands
             * @default new
             * @enum {unknown}
             */
            qualifier: "new" | "restore" | "status";
            /** @default null */
            signal_dbm: number | null;
            /**
             * @description Number of an RFID tag or card
             * @default
             */
            tag: string;
            /**
             * @description For the operator; without line breaks
             * @default
             */
            text: string;
            /** @enum {unknown} */
            type: "event";
            /** @default  */
            user: string;
            /** @default  */
            zone: string;
        };
        /**
         * Heartbeat
         * @description Nothing happened: the device is there. It counts for the supervision of its link.
         */
        AlarmMessageHeartbeat: {
            /** @default null */
            battery_percent: number | null;
            /**
             * @description The maker's own facts: kept with the message, not acted upon
             * @default {}
             */
            extra: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Made by the device and never used again; the same id with the same content is the same message */
            id: string;
            /** @default null */
            signal_dbm: number | null;
            /** @enum {unknown} */
            type: "heartbeat";
        };
        /**
         * Position
         * @description Where it happened, WGS-84 degrees.
         */
        AlarmMessagePosition: {
            /** @default null */
            accuracy_m: number | null;
            latitude: number;
            longitude: number;
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
         * ReceiversView
         * @description People who may handle the alarm, and the organisations they belong to.
         */
        anlan__api__alarm_views__ReceiversView: {
            /** Organisations */
            organisations: components["schemas"]["PersonBrief"][];
            /** People */
            people: components["schemas"]["ReceiverView"][];
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
        /**
         * ReceiversView
         * @description The ways by which alarm devices reach this platform.
         */
        anlan__api__system__ReceiversView: {
            /**
             * Dc09
             * @description Whether panels by SIA DC-09 are received
             */
            dc09: boolean;
            /** @description Null where MQTT is not received */
            mqtt: components["schemas"]["MqttView"] | null;
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
         * AskedQuestion
         * @description A question of a test.
         */
        AskedQuestion: {
            /**
             * Answers
             * @description Right ones; null while the test is open
             */
            answers: number[] | null;
            /**
             * Explanation
             * @description Null while the test is open
             */
            explanation: string | null;
            /**
             * Given
             * @description Places ticked so far
             */
            given: number[];
            /**
             * Kind
             * @enum {string}
             */
            kind: "single" | "multiple" | "true_false";
            /**
             * Options
             * @description Empty for true or false
             */
            options: string[];
            /** Text */
            text: string;
        };
        /**
         * AttemptRow
         * @description A test in a list.
         */
        AttemptRow: {
            /**
             * By Time
             * @description Graded because its time was over
             */
            by_time: boolean;
            /** Correct */
            correct: number;
            /** Course */
            course: string;
            /** Course Title */
            course_title: string;
            /** Deadline Utc */
            deadline_utc: string;
            /** Id */
            id: string;
            /** Pass Percent */
            pass_percent: number;
            /** Started Utc */
            started_utc: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "passed" | "failed";
            /**
             * Submitted Utc
             * @description Null until graded
             */
            submitted_utc: string | null;
            /** Total */
            total: number;
            /** User */
            user: string;
            /** User Name */
            user_name: string;
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
         * AttendBody
         * @description What is told; without the version of the row, since a phone may send it late.
         */
        AttendBody: {
            /**
             * Id
             * @description Made by the phone; the same each time
             */
            id: string;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Told Utc
             * @description By the phone's clock
             */
            told_utc?: string | null;
            /**
             * What
             * @enum {string}
             */
            what: "going" | "arrived" | "nothing" | "found";
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
        /** Body_add_file_api_v1_incidents__incident__files_post */
        Body_add_file_api_v1_incidents__incident__files_post: {
            /**
             * Channel
             * @description Camera it was taken from
             * @default
             */
            channel: string;
            /**
             * File
             * @description JPEG, PNG or PDF of at most 5 MB
             */
            file: string;
            /**
             * Note
             * @description What it shows
             * @default
             */
            note: string;
        };
        /** Body_add_file_api_v1_training_courses__course__files_post */
        Body_add_file_api_v1_training_courses__course__files_post: {
            /**
             * File
             * @description pdf, docx, xlsx, pptx, jpg, png, mp4, txt or zip, at most 10 MB
             */
            file: string;
        };
        /** Body_add_finding_api_v1_patrol_runs__run__findings_post */
        Body_add_finding_api_v1_patrol_runs__run__findings_post: {
            /**
             * Alarm Class
             * @description Open an alarm of this class
             * @default
             * @enum {string}
             */
            alarm_class: "" | "hold_up" | "fire" | "intrusion" | "information";
            /**
             * Client Id
             * @description Made by the page, so that a repeat is known
             */
            client_id: string;
            /**
             * Fault
             * @description Of device_fault: blurred, blocked, moved …
             * @default
             */
            fault: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "person" | "fire" | "device_fault" | "other";
            /**
             * Picture
             * @description JPEG or PNG, at most 1 MB
             */
            picture?: string | null;
            /** Position */
            position: number;
            /**
             * Text
             * @default
             */
            text: string;
        };
        /** Body_import_channels_api_v1_channels_import_post */
        Body_import_channels_api_v1_channels_import_post: {
            /**
             * File
             * @description xlsx or CSV, at most 20 MB and 100,000 rows
             */
            file: string;
        };
        /** Body_import_questions_api_v1_training_courses__course__questions_import_post */
        Body_import_questions_api_v1_training_courses__course__questions_import_post: {
            /**
             * File
             * @description xlsx or CSV, at most 20 MB
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
        /** Body_send_photo_api_v1_alarms__alarm__photos_post */
        Body_send_photo_api_v1_alarms__alarm__photos_post: {
            /**
             * File
             * @description JPEG, PNG or WebP, at most 1 MB
             */
            file: string;
            /**
             * Id
             * @description Made by the phone; the same each time
             */
            id: string;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Taken Utc
             * Format: date-time
             * @description When it was taken, by the phone's clock
             */
            taken_utc: string;
            /**
             * Text
             * @default
             */
            text: string;
        };
        /** ButtonList */
        ButtonList: {
            /** Items */
            items: components["schemas"]["ButtonRow"][];
        };
        /**
         * ButtonRow
         * @description A phone; its code and token are never shown.
         */
        ButtonRow: {
            /**
             * Code Expires Utc
             * @description Null once its code was used
             */
            code_expires_utc: string | null;
            /**
             * Enrolled Utc
             * @description Null until its code was used
             */
            enrolled_utc: string | null;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Made By Name */
            made_by_name: string;
            /** Made Utc */
            made_utc: string;
            /** Seen Utc */
            seen_utc: string | null;
        };
        /**
         * ButtonView
         * @description Whose phone it is, and what it called for in the last day.
         */
        ButtonView: {
            /** Address */
            address: string;
            /**
             * Centre
             * @description Name of the alarm centre's platform
             */
            centre: string;
            /** Label */
            label: string;
            /** Recent */
            recent: components["schemas"]["PressView"][];
            /** Subscriber */
            subscriber: string;
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
         * CameraRow
         * @description A camera as it is linked, with what the directory knows of it; both empty where it is not there (any more).
         */
        CameraRow: {
            /** Channel */
            channel: string;
            /** Name */
            name: string;
            /** Status */
            status: string;
            /** Zone */
            zone: string;
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
            talk_down: components["schemas"]["TalkDownView"];
        };
        /**
         * CancellationSent
         * @description That a call is taken back.
         */
        CancellationSent: {
            /**
             * Id
             * @description Made by the phone; the same each time
             */
            id: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Press
             * @description Made by the phone; the same each time
             */
            press: string;
        };
        /**
         * CancellationView
         * @description The same answer whatever the word was.
         */
        CancellationView: {
            /** At Utc */
            at_utc: string;
            /**
             * State
             * @default cancelled
             * @constant
             */
            state: "cancelled";
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
         * CertificateView
         * @description What a passed test is worth.
         */
        CertificateView: {
            /** Attempt */
            attempt: string;
            /** Awarded Utc */
            awarded_utc: string;
            /** Course */
            course: string;
            /**
             * Expires On
             * @description Last local day it holds; null where it does not end
             */
            expires_on: string | null;
            /** Id */
            id: string;
            /** Qualification */
            qualification: string;
            /** User */
            user: string;
            /** User Name */
            user_name: string;
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
         * ChosenDeliveries
         * @description Which of those given up.
         */
        ChosenDeliveries: {
            /**
             * Deliveries
             * @description Ids; null is all
             */
            deliveries?: string[] | null;
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
         * CodeGiven
         * @description The one-time code of the link.
         */
        CodeGiven: {
            /**
             * Code
             * Format: password
             */
            code: string;
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
         * CompanyView
         * @description How the company stands now.
         */
        CompanyView: {
            /** Handed */
            handed: components["schemas"]["AlarmRow"][];
            /** Links Down */
            links_down: components["schemas"]["LinkDownView"][];
            /** Links Down Total */
            links_down_total: number;
            /** Name */
            name: string;
            /** Outside */
            outside: components["schemas"]["AlarmRow"][];
            /** Subscribers */
            subscribers: number;
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
         * CountView
         * @description How many it concerned.
         */
        CountView: {
            /** Count */
            count: number;
        };
        /**
         * CourseChange
         * @description A whole course in place of what stands.
         */
        CourseChange: {
            /**
             * Attempts Per Day
             * @default 3
             */
            attempts_per_day: number;
            /**
             * Division
             * @description 2, 4, 6 or 8 digits
             */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Limit Min
             * @default 30
             */
            limit_min: number;
            /**
             * Link
             * @default
             */
            link: string;
            /**
             * Pass Percent
             * @default 80
             */
            pass_percent: number;
            /**
             * Qualification
             * @description What passing qualifies for; empty for nothing
             * @default
             */
            qualification: string;
            /**
             * Questions Drawn
             * @description Questions of a test; 0 where there is no test
             * @default 20
             */
            questions_drawn: number;
            /**
             * Text
             * @default
             */
            text: string;
            /** Title */
            title: string;
            /**
             * Valid Days
             * @description How long a pass holds; 0 without end
             * @default 365
             */
            valid_days: number;
            /**
             * Version
             * @description The version that was before the eyes
             */
            version: number;
        };
        /**
         * CourseDetail
         * @description A course with its text and files.
         */
        CourseDetail: {
            /**
             * Attempts
             * @description Tests of the reader
             * @default 0
             */
            attempts: number;
            /** Attempts Per Day */
            attempts_per_day: number;
            /** @description The reader's newest; null where there is none */
            certificate?: components["schemas"]["CertificateView"] | null;
            /** Changed By Name */
            changed_by_name: string;
            /** Changed Utc */
            changed_utc: string;
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Files */
            files: components["schemas"]["CourseFileView"][];
            /** Id */
            id: string;
            /** Limit Min */
            limit_min: number;
            /** Link */
            link: string;
            /**
             * Opened
             * @description Whether the reader has opened it
             * @default false
             */
            opened: boolean;
            /** Pass Percent */
            pass_percent: number;
            /** Qualification */
            qualification: string;
            /**
             * Questions
             * @description Questions in the bank that a test may draw
             * @default 0
             */
            questions: number;
            /** Questions Drawn */
            questions_drawn: number;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Valid Days */
            valid_days: number;
            /** Version */
            version: number;
        };
        /**
         * CourseFields
         * @description A course as entered.
         */
        CourseFields: {
            /**
             * Attempts Per Day
             * @default 3
             */
            attempts_per_day: number;
            /**
             * Division
             * @description 2, 4, 6 or 8 digits
             */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Limit Min
             * @default 30
             */
            limit_min: number;
            /**
             * Link
             * @default
             */
            link: string;
            /**
             * Pass Percent
             * @default 80
             */
            pass_percent: number;
            /**
             * Qualification
             * @description What passing qualifies for; empty for nothing
             * @default
             */
            qualification: string;
            /**
             * Questions Drawn
             * @description Questions of a test; 0 where there is no test
             * @default 20
             */
            questions_drawn: number;
            /**
             * Text
             * @default
             */
            text: string;
            /** Title */
            title: string;
            /**
             * Valid Days
             * @description How long a pass holds; 0 without end
             * @default 365
             */
            valid_days: number;
        };
        /**
         * CourseFiguresView
         * @description One course over a span.
         */
        CourseFiguresView: {
            /** Attempts */
            attempts: number;
            /**
             * Covered
             * @description Of them with a certificate that holds now
             */
            covered: number;
            /** Division */
            division: string;
            /** Id */
            id: string;
            /**
             * Mean Percent
             * @description Null where no test was graded
             */
            mean_percent: number | null;
            /** Opened */
            opened: number;
            /** Passed */
            passed: number;
            /**
             * People
             * @description Who is to be trained now
             */
            people: number;
            /** Title */
            title: string;
        };
        /**
         * CourseFileView
         * @description A file of a course.
         */
        CourseFileView: {
            /** Added By Name */
            added_by_name: string;
            /** Added Utc */
            added_utc: string;
            /** Id */
            id: string;
            /** Media Type */
            media_type: string;
            /** Name */
            name: string;
            /** Sha256 */
            sha256: string;
            /**
             * Size
             * @description In bytes
             */
            size: number;
        };
        /**
         * CourseView
         * @description A course, and how the reader stands to it.
         */
        CourseView: {
            /**
             * Attempts
             * @description Tests of the reader
             * @default 0
             */
            attempts: number;
            /** Attempts Per Day */
            attempts_per_day: number;
            /** @description The reader's newest; null where there is none */
            certificate?: components["schemas"]["CertificateView"] | null;
            /** Changed By Name */
            changed_by_name: string;
            /** Changed Utc */
            changed_utc: string;
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Limit Min */
            limit_min: number;
            /** Link */
            link: string;
            /**
             * Opened
             * @description Whether the reader has opened it
             * @default false
             */
            opened: boolean;
            /** Pass Percent */
            pass_percent: number;
            /** Qualification */
            qualification: string;
            /**
             * Questions
             * @description Questions in the bank that a test may draw
             * @default 0
             */
            questions: number;
            /** Questions Drawn */
            questions_drawn: number;
            /** Title */
            title: string;
            /** Valid Days */
            valid_days: number;
            /** Version */
            version: number;
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
         * DeliveryView
         * @description An event on its way to a receiver.
         */
        DeliveryView: {
            /** Created Utc */
            created_utc: string;
            /** Division */
            division: string;
            /** Due Utc */
            due_utc: string;
            /** Event Id */
            event_id: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Last Status */
            last_status: number | null;
            /** Occurred Utc */
            occurred_utc: string;
            /** Reason En */
            reason_en: string | null;
            /** Reason Zh */
            reason_zh: string | null;
            /** State */
            state: string;
            /** Tries */
            tries: number;
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
        /** DutyAccountView */
        DutyAccountView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** DutyFiguresView */
        DutyFiguresView: {
            /** People */
            people: components["schemas"]["PersonFiguresView"][];
            /** Rooms */
            rooms: components["schemas"]["RoomFiguresView"][];
        };
        /** DutyPersonBrief */
        DutyPersonBrief: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * DutyPersonChange
         * @description What is to change; what is absent stays. ``left_on`` and ``left_reason`` go together.
         */
        DutyPersonChange: {
            /** Employed From */
            employed_from?: string | null;
            /** Left On */
            left_on?: string | null;
            /** Left Reason */
            left_reason?: string | null;
            /** Name */
            name?: string | null;
            /** Note */
            note?: string | null;
            /** Phone */
            phone?: string | null;
            /** Room */
            room?: string | null;
            /** User */
            user?: string | null;
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** DutyPersonCreate */
        DutyPersonCreate: {
            /**
             * Employed From
             * Format: date
             */
            employed_from: string;
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /** Room */
            room: string;
            /**
             * User
             * @description Id of the account, or an empty string
             * @default
             */
            user: string;
        };
        /**
         * DutyPersonView
         * @description A person of a duty team.
         */
        DutyPersonView: {
            /** Division */
            division: string;
            /**
             * Employed From
             * Format: date
             */
            employed_from: string;
            /** Id */
            id: string;
            /** Left On */
            left_on: string | null;
            /** Left Reason */
            left_reason: string;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Phone */
            phone: string;
            /** Qualifications */
            qualifications: components["schemas"]["QualificationFields"][];
            /** Room */
            room: string;
            /** Room Name */
            room_name: string;
            /** User */
            user: string | null;
            /** Version */
            version: number;
        };
        /**
         * DutySessionView
         * @description Somebody on duty, now or then.
         */
        DutySessionView: {
            /** Due Utc */
            due_utc: string | null;
            /** Early S */
            early_s: number;
            /**
             * Ended By
             * @description handover, leader, closing, or an empty string while on duty
             */
            ended_by: string;
            /** Id */
            id: string;
            /** Late S */
            late_s: number;
            /** Name */
            name: string;
            /** Person */
            person: string;
            /** Position */
            position: string;
            /** Position Name */
            position_name: string;
            /** Room */
            room: string;
            /** Signed In Utc */
            signed_in_utc: string;
            /** Signed Off Utc */
            signed_off_utc: string | null;
            /** Workplace */
            workplace: string;
        };
        /**
         * DutyWords
         * @description Values that forms choose from.
         */
        DutyWords: {
            /** Absences */
            absences: components["schemas"]["anlan__api__directory__Choice"][];
            /** Leaving */
            leaving: components["schemas"]["anlan__api__directory__Choice"][];
            /** Rules */
            rules: components["schemas"]["anlan__api__directory__Choice"][];
        };
        /**
         * Edition
         * @description An edition of GB/T 28181, by its year.
         * @enum {string}
         */
        Edition: "2016" | "2022";
        /**
         * EnrolledView
         * @description The phone as enrolled; ``token`` is told this once and goes into ``Authorization: Button …``.
         */
        EnrolledView: {
            /** Address */
            address: string;
            /**
             * Centre
             * @description Name of the alarm centre's platform
             */
            centre: string;
            /** Label */
            label: string;
            /** Recent */
            recent: components["schemas"]["PressView"][];
            /** Subscriber */
            subscriber: string;
            /** Token */
            token: string;
        };
        /**
         * EventHistoryView
         * @description Events after a position.
         */
        EventHistoryView: {
            /**
             * After
             * @description Where to go on from
             */
            after: number;
            /**
             * Expired
             * @description What was asked for is no longer kept, or of another life of the database: load anew, go on from after
             */
            expired: boolean;
            /** Items */
            items: components["schemas"]["EventView"][];
            /**
             * Sequence
             * @description The newest there is; as long as after is less, there may be more
             */
            sequence: number;
        };
        /**
         * EventView
         * @description One event.
         */
        EventView: {
            /**
             * Division
             * @description Empty text for the platform as a whole
             */
            division: string;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @description Unique for ever; by it repeats are told
             */
            id: string;
            /** Kind */
            kind: string;
            /** Occurred Utc */
            occurred_utc: string;
            /**
             * Sequence
             * @description Order on this platform
             */
            sequence: number;
        };
        /**
         * EvidenceView
         * @description A picture, clip or photo of a case.
         */
        EvidenceView: {
            /** Actor Name */
            actor_name: string;
            /** Begin Utc */
            begin_utc: string;
            /**
             * Channel
             * @description The camera; null for a photo
             */
            channel: string | null;
            /** Content Type */
            content_type: string | null;
            /**
             * Due Utc
             * @description While wanted: when it is asked for next
             */
            due_utc: string;
            /** End Utc */
            end_utc: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @description picture or clip of a camera, photo of a person on the spot
             */
            kind: string;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Organisation */
            organisation: string;
            /** Reason En */
            reason_en: string | null;
            /**
             * Reason Zh
             * @description Why it could not be had, the last time
             */
            reason_zh: string | null;
            /** Settled Utc */
            settled_utc: string | null;
            /**
             * Sha256
             * @description Of the content, hexadecimal
             */
            sha256: string | null;
            /** Size Bytes */
            size_bytes: number | null;
            /**
             * State
             * @description wanted, kept or failed
             */
            state: string;
            /** Text */
            text: string;
            /** Tries */
            tries: number;
        };
        /**
         * ExpectedView
         * @description Somebody of the roster who is missing, or comes next.
         */
        ExpectedView: {
            /** Ends Utc */
            ends_utc: string;
            /** Name */
            name: string;
            /** Pattern Name */
            pattern_name: string;
            /** Person */
            person: string;
            /** Position Name */
            position_name: string;
            /** Shift */
            shift: string;
            /** Starts Utc */
            starts_utc: string;
        };
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
         * FaultNoteView
         * @description A fault that somebody saw.
         */
        FaultNoteView: {
            /** Channel */
            channel: string;
            /** Channel Name */
            channel_name: string;
            /** Division */
            division: string;
            /**
             * Fault
             * @enum {string}
             */
            fault: "blurred" | "blocked" | "moved" | "no_picture" | "other";
            /** Finding */
            finding: string;
            /** Id */
            id: string;
            /** Noted By Name */
            noted_by_name: string;
            /** Noted Utc */
            noted_utc: string;
            /** Settled By Name */
            settled_by_name: string;
            /** Settled Text */
            settled_text: string;
            /**
             * Settled Utc
             * @description Null while it stands
             */
            settled_utc: string | null;
            /** Text */
            text: string;
        };
        /**
         * FaultView
         * @description A rule that is broken; an empty person where it concerns the shift.
         */
        FaultView: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Lacking
             * @description People, or minutes of rest or hours
             */
            lacking: number;
            /** Pattern */
            pattern: string;
            /** Person */
            person: string;
            /** Position */
            position: string;
            /** Rule */
            rule: string;
        };
        /** FaultyView */
        FaultyView: {
            /**
             * Kind
             * @description device, lower, upper, peer or link
             */
            kind: string;
            /** Name */
            name: string;
            /** Since Utc */
            since_utc: string | null;
            /** State */
            state: string;
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
             * @description wss://host:port; empty where a broker carries the feed
             * @default
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
        /**
         * FollowedNotice
         * @description A notice with what became of it.
         */
        FollowedNotice: {
            /** Division */
            division: string;
            /** Id */
            id: string;
            /**
             * In Time
             * @description Read by the time asked for; where none was, all that read it
             */
            in_time: number;
            /** Published By Name */
            published_by_name: string;
            /** Published Utc */
            published_utc: string;
            /** Read */
            read: number;
            /** Read By Utc */
            read_by_utc: string | null;
            /** Recipients */
            recipients: number;
            /** Remind Hours */
            remind_hours: number;
            /** Targets */
            targets: components["schemas"]["NamedTarget"][];
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Urgent */
            urgent: boolean;
            /** Withdrawn By Name */
            withdrawn_by_name: string;
            /**
             * Withdrawn Utc
             * @description Null while it stands
             */
            withdrawn_utc: string | null;
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
         * FromAlarm
         * @description An alarm that has become an incident. What is left out is taken from the alarm.
         */
        FromAlarm: {
            /** Alarm */
            alarm: string;
            /**
             * Description
             * @default
             */
            description: string;
            /** Kind */
            kind?: ("fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other") | null;
            /**
             * Level
             * @default 4
             */
            level: number;
            /**
             * Radius M
             * @default 50
             */
            radius_m: number;
            /**
             * Title
             * @default
             */
            title: string;
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
         * Given
         * @description Answers; what is not named stays as it was.
         */
        Given: {
            /**
             * Answers
             * @description Place of the question, 0 first → places ticked
             */
            answers: {
                [key: string]: number[];
            };
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
         * HandoverContent
         * @description How things stood when it was counted. Lists are cut at 200 entries; counts are whole.
         */
        HandoverContent: {
            /** Alarms */
            alarms: components["schemas"]["StandingAlarm"][];
            /** By Class */
            by_class: {
                [key: string]: number;
            };
            /** Counted Utc */
            counted_utc: string;
            /** Devices Offline */
            devices_offline: number;
            /** Faulty */
            faulty: components["schemas"]["FaultyView"][];
            /** Orders */
            orders: components["schemas"]["StandingOrderView"][];
            /** Present */
            present: components["schemas"]["PresentView"][];
            /** Waiting */
            waiting: number;
        };
        /**
         * HandoverDetail
         * @description With what is signed.
         */
        HandoverDetail: {
            content: components["schemas"]["HandoverContent"];
            /**
             * Digest
             * @description SHA-256 of content and notes, once the outgoing has signed
             */
            digest: string;
            /** Due Utc */
            due_utc: string | null;
            /** Id */
            id: string;
            /** Incoming Name */
            incoming_name: string;
            /** Incoming Signed Utc */
            incoming_signed_utc: string | null;
            /** Notes */
            notes: string;
            /** Opened Utc */
            opened_utc: string;
            /** Outgoing Name */
            outgoing_name: string;
            /** Outgoing Session */
            outgoing_session: string;
            /** Outgoing Signed Utc */
            outgoing_signed_utc: string | null;
            /** Position */
            position: string;
            /** Room */
            room: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "signed_out" | "done" | "withdrawn";
        };
        /** HandoverDone */
        HandoverDone: {
            /**
             * Cases
             * @description Open cases that went to the incoming
             */
            cases: string[];
            handover: components["schemas"]["HandoverDetail"];
        };
        /**
         * HandoverView
         * @description A handover.
         */
        HandoverView: {
            /** Due Utc */
            due_utc: string | null;
            /** Id */
            id: string;
            /** Incoming Name */
            incoming_name: string;
            /** Incoming Signed Utc */
            incoming_signed_utc: string | null;
            /** Opened Utc */
            opened_utc: string;
            /** Outgoing Name */
            outgoing_name: string;
            /** Outgoing Session */
            outgoing_session: string;
            /** Outgoing Signed Utc */
            outgoing_signed_utc: string | null;
            /** Position */
            position: string;
            /** Room */
            room: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "signed_out" | "done" | "withdrawn";
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
         * Inbox
         * @description What went to the reader.
         */
        Inbox: {
            /** Items */
            items: components["schemas"]["ReceivedNotice"][];
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
            /**
             * Unread
             * @description Of all of them
             */
            unread: number;
        };
        /** IncidentCamerasAdded */
        IncidentCamerasAdded: {
            /** Channels */
            channels: string[];
        };
        /**
         * IncidentChange
         * @description What is to change; what is absent stays.
         */
        IncidentChange: {
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Kind
             * @default other
             * @enum {string}
             */
            kind: "fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other";
            /**
             * Latitude
             * @description WGS-84 degrees
             */
            latitude?: number | null;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude?: number | null;
            /**
             * Place
             * @default
             */
            place: string;
            /**
             * Radius M
             * @default 50
             */
            radius_m: number;
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /** IncidentClosing */
        IncidentClosing: {
            /**
             * Result
             * @enum {string}
             */
            result: "handled" | "unfounded" | "transferred" | "merged" | "other";
            /** Text */
            text: string;
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /** IncidentCommanderChange */
        IncidentCommanderChange: {
            /**
             * User
             * @description Id of a user who may command there
             */
            user: string;
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /** IncidentCorrection */
        IncidentCorrection: {
            /**
             * Sequence
             * @description The entry that is set right
             */
            sequence: number;
            /** Text */
            text: string;
        };
        /**
         * IncidentEntries
         * @description Entries after a number, oldest first.
         */
        IncidentEntries: {
            /** Items */
            items: components["schemas"]["IncidentEntryView"][];
        };
        /**
         * IncidentEntryView
         * @description A line of the log.
         */
        IncidentEntryView: {
            /** Actor */
            actor: string;
            /** Actor Name */
            actor_name: string;
            /** At Utc */
            at_utc: string;
            /**
             * Corrects
             * @description Number of the entry that this sets right
             */
            corrects: number | null;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** Kind */
            kind: string;
            /** Organisation */
            organisation: string;
            /** Sequence */
            sequence: number;
            /** Text */
            text: string;
        };
        /**
         * IncidentFields
         * @description What is known of an incident.
         */
        IncidentFields: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Division */
            division: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other";
            /**
             * Latitude
             * @description WGS-84 degrees
             */
            latitude?: number | null;
            /**
             * Level
             * @description 1 (gravest) to 4
             * @default 4
             */
            level: number;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude?: number | null;
            /**
             * Place
             * @default
             */
            place: string;
            /**
             * Radius M
             * @default 50
             */
            radius_m: number;
            /**
             * Reporter Name
             * @default
             */
            reporter_name: string;
            /**
             * Reporter Phone
             * @default
             */
            reporter_phone: string;
            /** Title */
            title: string;
        };
        /**
         * IncidentFileView
         * @description A picture or document.
         */
        IncidentFileView: {
            /** Added By Name */
            added_by_name: string;
            /** Added Utc */
            added_utc: string;
            /** Channel */
            channel: string;
            /** Id */
            id: string;
            /** Media Type */
            media_type: string;
            /** Name */
            name: string;
            /** Note */
            note: string;
            /** Sha256 */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * IncidentInvitation
         * @description Who is to take part, what for, and until when.
         */
        IncidentInvitation: {
            /**
             * Ends Utc
             * Format: date-time
             * @description At most 72 hours from now; the incident's end comes before it
             */
            ends_utc: string;
            /**
             * Role
             * @default
             */
            role: string;
            /**
             * User
             * @description Id of the user
             */
            user: string;
        };
        /**
         * IncidentLevel
         * @description A level with its name.
         */
        IncidentLevel: {
            /** En */
            en: string;
            /** Level */
            level: number;
            /** Zh */
            zh: string;
        };
        /** IncidentLevelChange */
        IncidentLevelChange: {
            /** Level */
            level: number;
            /** Reason */
            reason: string;
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /** IncidentNote */
        IncidentNote: {
            /** Text */
            text: string;
        };
        /**
         * IncidentParticipantView
         * @description Who takes part, and until when.
         */
        IncidentParticipantView: {
            /**
             * Ended Utc
             * @description When it ended before its time
             */
            ended_utc: string | null;
            /** Ends Utc */
            ends_utc: string;
            /** Invited By Name */
            invited_by_name: string;
            /** Invited Utc */
            invited_utc: string;
            /** Organisation */
            organisation: string;
            /** Role */
            role: string;
            /** User Id */
            user_id: string;
            /** User Name */
            user_name: string;
        };
        /**
         * IncidentPlanBrief
         * @description A plan meant for this kind and level.
         */
        IncidentPlanBrief: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Steps */
            steps: number;
        };
        /**
         * IncidentPlanFields
         * @description A plan.
         */
        IncidentPlanFields: {
            /**
             * Division
             * @description Holds in this subtree
             * @default
             */
            division: string;
            /**
             * Gravest
             * @default 1
             */
            gravest: number;
            /**
             * Kind
             * @description Kind of incident; null for any
             */
            kind?: ("fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other") | null;
            /**
             * Mildest
             * @default 4
             */
            mildest: number;
            /** Name */
            name: string;
            /** Steps */
            steps: components["schemas"]["IncidentPlanStep"][];
        };
        /** IncidentPlanReplacement */
        IncidentPlanReplacement: {
            /**
             * Division
             * @description Holds in this subtree
             * @default
             */
            division: string;
            /**
             * Gravest
             * @default 1
             */
            gravest: number;
            /**
             * Kind
             * @description Kind of incident; null for any
             */
            kind?: ("fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other") | null;
            /**
             * Mildest
             * @default 4
             */
            mildest: number;
            /** Name */
            name: string;
            /** Steps */
            steps: components["schemas"]["IncidentPlanStep"][];
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /** IncidentPlanStart */
        IncidentPlanStart: {
            /**
             * Plan
             * @description Id of the plan
             */
            plan: string;
        };
        /**
         * IncidentPlanStep
         * @description A step of a plan.
         */
        IncidentPlanStep: {
            /**
             * Due Min
             * @description Minutes after the plan is set in motion
             */
            due_min: number;
            /**
             * Duty
             * @description Whose business it is
             * @default
             */
            duty: string;
            /** Title */
            title: string;
        };
        /**
         * IncidentPlanView
         * @description A plan as it is kept.
         */
        IncidentPlanView: {
            /** Changed By Name */
            changed_by_name: string;
            /** Changed Utc */
            changed_utc: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Gravest */
            gravest: number;
            /** Id */
            id: string;
            /** Kind */
            kind: ("fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other") | null;
            /** Mildest */
            mildest: number;
            /** Name */
            name: string;
            /** Steps */
            steps: components["schemas"]["IncidentPlanStep"][];
            /** Version */
            version: number;
        };
        /**
         * IncidentProblem
         * @description Why not, and how the incident stands now.
         */
        IncidentProblem: {
            /**
             * Code
             * @description Stable dotted code
             */
            code: string;
            current?: components["schemas"]["IncidentRow"] | null;
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
         * IncidentRow
         * @description An incident in a list.
         */
        IncidentRow: {
            /** Closed Utc */
            closed_utc: string | null;
            /**
             * Commander
             * @description Id of the user in command
             */
            commander: string | null;
            /** Commander Name */
            commander_name: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other";
            /** Latitude */
            latitude: number | null;
            /**
             * Level
             * @description 1 (gravest) to 4
             */
            level: number;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude: number | null;
            /**
             * Number
             * @description YYYYMMDD-nnnn, as people call it
             */
            number: string;
            /** Opened By Name */
            opened_by_name: string;
            /** Opened Utc */
            opened_utc: string;
            /** Place */
            place: string;
            /** Radius M */
            radius_m: number;
            /** Result */
            result: ("handled" | "unfounded" | "transferred" | "merged" | "other") | null;
            /**
             * Source
             * @description alarm, hand or report
             */
            source: string;
            /**
             * State
             * @description open or closed
             */
            state: string;
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /**
         * IncidentSightList
         * @description Cameras, those that cover the spot first.
         */
        IncidentSightList: {
            /** Items */
            items: components["schemas"]["IncidentSightView"][];
        };
        /**
         * IncidentSightView
         * @description A camera as it stands to the spot, with its view cone as far as it is known.
         */
        IncidentSightView: {
            /**
             * Bearing
             * @description Degrees from north of its axis; null where not known
             */
            bearing: number | null;
            /**
             * Belongs
             * @description Whether it belongs to the incident
             */
            belongs: boolean;
            /** Channel */
            channel: string;
            /**
             * Covers
             * @description Whether its view covers the spot; null where that cannot be told
             */
            covers: boolean | null;
            /** Distance M */
            distance_m: number | null;
            /** Division */
            division: string;
            /**
             * Field Degrees
             * @description Whole angle it sees; 90 where nobody told
             */
            field_degrees: number;
            /** Latitude */
            latitude: number | null;
            /** Longitude */
            longitude: number | null;
            /** Name */
            name: string;
            /**
             * Range M
             * @description How far it sees; 100 where nobody told
             */
            range_m: number;
            /**
             * Status
             * @description ON, OFF, a fault, or GONE where the directory has it no longer
             */
            status: string;
            /** Turns */
            turns: boolean;
        };
        /** IncidentStepSettled */
        IncidentStepSettled: {
            /**
             * Note
             * @description Needed where a step is skipped
             * @default
             */
            note: string;
            /**
             * State
             * @enum {string}
             */
            state: "done" | "skipped";
        };
        /**
         * IncidentStepView
         * @description A line of the checklist.
         */
        IncidentStepView: {
            /** Due Utc */
            due_utc: string;
            /** Duty */
            duty: string;
            /** Note */
            note: string;
            /** Plan Name */
            plan_name: string;
            /** Position */
            position: number;
            /** Settled By Name */
            settled_by_name: string;
            /** Settled Utc */
            settled_utc: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "done" | "skipped";
            /** Title */
            title: string;
        };
        /** IncidentTaskMoved */
        IncidentTaskMoved: {
            /**
             * Outcome
             * @default
             */
            outcome: string;
            /**
             * State
             * @enum {string}
             */
            state: "accepted" | "arrived" | "done" | "cancelled";
        };
        /** IncidentTaskSent */
        IncidentTaskSent: {
            /**
             * Text
             * @description The order
             */
            text: string;
            /**
             * Unit
             * @description Id of the unit
             */
            unit: string;
        };
        /**
         * IncidentTaskView
         * @description What a unit was sent for.
         */
        IncidentTaskView: {
            /** Accepted Utc */
            accepted_utc: string | null;
            /** Arrived Utc */
            arrived_utc: string | null;
            /** Done Utc */
            done_utc: string | null;
            /** Number */
            number: number;
            /** Outcome */
            outcome: string;
            /** Sent By Name */
            sent_by_name: string;
            /** Sent Utc */
            sent_utc: string;
            /**
             * State
             * @enum {string}
             */
            state: "sent" | "accepted" | "arrived" | "done" | "cancelled";
            /** Text */
            text: string;
            /** Unit */
            unit: string;
            /** Unit Name */
            unit_name: string;
            /** Unit Type */
            unit_type: string;
        };
        /**
         * IncidentUnitChange
         * @description What is to change; what is absent stays. Position and state by who handles, the rest by who commands.
         */
        IncidentUnitChange: {
            /**
             * Contact
             * @default
             */
            contact: string;
            /**
             * Division
             * @default 00
             */
            division: string;
            /**
             * Latitude
             * @description WGS-84 degrees
             */
            latitude?: number | null;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
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
             * Phone
             * @default
             */
            phone: string;
            /**
             * State
             * @default ready
             * @enum {string}
             */
            state: "ready" | "tasked" | "off";
            /**
             * Strength
             * @default 0
             */
            strength: number;
            /**
             * Type
             * @default other
             * @enum {string}
             */
            type: "police" | "fire" | "medical" | "guard" | "village" | "traffic" | "utility" | "volunteer" | "store" | "other";
            /**
             * Version
             * @description Version that was before the eyes; another is refused
             */
            version: number;
        };
        /**
         * IncidentUnitFields
         * @description A unit.
         */
        IncidentUnitFields: {
            /**
             * Contact
             * @default
             */
            contact: string;
            /** Division */
            division: string;
            /**
             * Latitude
             * @description WGS-84 degrees
             */
            latitude?: number | null;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude?: number | null;
            /** Name */
            name: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Phone
             * @default
             */
            phone: string;
            /**
             * Strength
             * @default 0
             */
            strength: number;
            /**
             * Type
             * @enum {string}
             */
            type: "police" | "fire" | "medical" | "guard" | "village" | "traffic" | "utility" | "volunteer" | "store" | "other";
        };
        /**
         * IncidentUnitView
         * @description A unit that can be sent.
         */
        IncidentUnitView: {
            /** Contact */
            contact: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
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
            /** Phone */
            phone: string;
            /**
             * Position Utc
             * @description Since when it is known to be there
             */
            position_utc: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "ready" | "tasked" | "off";
            /**
             * Strength
             * @description People, or pieces of a store
             */
            strength: number;
            /**
             * Type
             * @enum {string}
             */
            type: "police" | "fire" | "medical" | "guard" | "village" | "traffic" | "utility" | "volunteer" | "store" | "other";
            /** Version */
            version: number;
        };
        /**
         * IncidentView
         * @description One incident with all that the desk shows.
         */
        IncidentView: {
            /**
             * Actions
             * @description What one may do: note, handle, command
             */
            actions: string[];
            /** Alarm */
            alarm: string | null;
            /** Cameras */
            cameras: components["schemas"]["IncidentSightView"][];
            /** Closed By Name */
            closed_by_name: string;
            /** Closed Utc */
            closed_utc: string | null;
            /**
             * Commander
             * @description Id of the user in command
             */
            commander: string | null;
            /** Commander Name */
            commander_name: string;
            /** Description */
            description: string;
            /** Division */
            division: string;
            /** Division Name */
            division_name: string;
            /**
             * Entries
             * @description The newest; GET …/log has the rest
             */
            entries: components["schemas"]["IncidentEntryView"][];
            /** External Id */
            external_id: string | null;
            /** Files */
            files: components["schemas"]["IncidentFileView"][];
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other";
            /**
             * Last Entry
             * @description Number of the newest entry
             */
            last_entry: number;
            /** Latitude */
            latitude: number | null;
            /**
             * Level
             * @description 1 (gravest) to 4
             */
            level: number;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude: number | null;
            /**
             * Number
             * @description YYYYMMDD-nnnn, as people call it
             */
            number: string;
            /** Opened By Name */
            opened_by_name: string;
            /** Opened Utc */
            opened_utc: string;
            /** Participants */
            participants: components["schemas"]["IncidentParticipantView"][];
            /** Place */
            place: string;
            /** Plan Name */
            plan_name: string;
            /** Plans */
            plans: components["schemas"]["IncidentPlanBrief"][];
            /** Radius M */
            radius_m: number;
            /** Reporter Name */
            reporter_name: string;
            /** Reporter Phone */
            reporter_phone: string;
            /** Result */
            result: ("handled" | "unfounded" | "transferred" | "merged" | "other") | null;
            /** Result Text */
            result_text: string;
            /**
             * Source
             * @description alarm, hand or report
             */
            source: string;
            /** Source System */
            source_system: string | null;
            /**
             * State
             * @description open or closed
             */
            state: string;
            /** Steps */
            steps: components["schemas"]["IncidentStepView"][];
            /** Tasks */
            tasks: components["schemas"]["IncidentTaskView"][];
            /** Title */
            title: string;
            /**
             * Units
             * @description Those of the tasks
             */
            units: components["schemas"]["IncidentUnitView"][];
            /** Version */
            version: number;
        };
        /**
         * IncidentWords
         * @description The codes of the incident desk with their names.
         */
        IncidentWords: {
            /** Entry Kinds */
            entry_kinds: components["schemas"]["anlan__api__directory__Choice"][];
            /** Kinds */
            kinds: components["schemas"]["anlan__api__directory__Choice"][];
            /** Levels */
            levels: components["schemas"]["IncidentLevel"][];
            /** Results */
            results: components["schemas"]["anlan__api__directory__Choice"][];
            /** Sources */
            sources: components["schemas"]["anlan__api__directory__Choice"][];
            /** Task States */
            task_states: components["schemas"]["anlan__api__directory__Choice"][];
            /** Unit States */
            unit_states: components["schemas"]["anlan__api__directory__Choice"][];
            /** Unit Types */
            unit_types: components["schemas"]["anlan__api__directory__Choice"][];
        };
        /**
         * IncomingSignature
         * @description Name and password of the incoming, who may stand at the outgoing's desk; without a name whoever is signed in.
         */
        IncomingSignature: {
            /**
             * Digest
             * @description Of what was before the eyes
             */
            digest: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Workplace
             * @default
             */
            workplace: string;
        };
        /** InvitablePeople */
        InvitablePeople: {
            /** Items */
            items: components["schemas"]["InvitablePerson"][];
        };
        /**
         * InvitablePerson
         * @description Somebody who can be invited.
         */
        InvitablePerson: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Organisation */
            organisation: string;
        };
        /**
         * Invitation
         * @description The link to open on the phone, shown this once. ``qr``: rows of a QR code's modules, 1 dark, without its margin.
         */
        Invitation: {
            button: components["schemas"]["ButtonRow"];
            /** Link */
            link: string;
            /** Qr */
            qr: string[];
        };
        /**
         * KeyView
         * @description A key made here.
         */
        KeyView: {
            /**
             * Key
             * @description 64 hexadecimal digits: shown this once
             */
            key: string;
            /** @description Null for a device of another protocol */
            mqtt: components["schemas"]["MqttAddress"] | null;
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
         * Learners
         * @description Everybody who is to be trained in a course.
         */
        Learners: {
            /** Items */
            items: components["schemas"]["LearnerView"][];
        };
        /**
         * LearnerView
         * @description One person and one course.
         */
        LearnerView: {
            /** Attempts */
            attempts: number;
            /**
             * Best Percent
             * @description Null before a graded test
             */
            best_percent: number | null;
            /** Division */
            division: string;
            /**
             * Expires On
             * @description Of the newest certificate; null where it does not end or is none
             */
            expires_on: string | null;
            /** Name */
            name: string;
            /** Organisation */
            organisation: string;
            /**
             * State
             * @enum {string}
             */
            state: "valid" | "expired" | "failed" | "opened" | "nothing";
            /** User */
            user: string;
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
         * LinkDownView
         * @description A supervised path that is lost.
         */
        LinkDownView: {
            /** Account */
            account: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Since Utc */
            since_utc: string;
            /** Subscriber */
            subscriber: string;
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
        /**
         * LogLineView
         * @description A line of the log.
         */
        LogLineView: {
            /** Actor Name */
            actor_name: string;
            /** At Utc */
            at_utc: string;
            /** Corrects */
            corrects: string | null;
            /** Facts */
            facts: {
                [key: string]: unknown;
            };
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Room */
            room: string;
            /** Text */
            text: string;
        };
        /**
         * LogWrite
         * @description A note, or with ``corrects`` a correction of a line.
         */
        LogWrite: {
            /** Corrects */
            corrects?: string | null;
            /** Text */
            text: string;
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
         * MessageReceipt
         * @description A message that is kept.
         */
        MessageReceipt: {
            /**
             * Id
             * @description As the device numbered it
             */
            id: string;
            /**
             * Signal
             * @description Number in the records; the same whenever it is sent again; empty for a heartbeat
             */
            signal: string;
        };
        /**
         * MessagesAnswer
         * @description Everything in the document is kept.
         */
        MessagesAnswer: {
            /**
             * Outcome
             * @constant
             */
            outcome: "accepted";
            /** Results */
            results: components["schemas"]["MessageReceipt"][];
            /**
             * Time
             * @description The platform's clock
             */
            time: string;
            /**
             * Version
             * @constant
             */
            version: 1;
            /**
             * Where
             * @description Empty: nothing is wrong
             */
            where: string;
            /**
             * Why
             * @description Empty: nothing is wrong
             */
            why: string;
        };
        /**
         * MilestoneView
         * @description How far it has come, and since when.
         */
        MilestoneView: {
            /** At Utc */
            at_utc: string;
            /**
             * Stage
             * @enum {string}
             */
            stage: "received" | "claimed" | "on_the_way" | "arrived" | "finished" | "cancelled";
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
         * MqttAddress
         * @description Where a device publishes, as this platform reaches the broker.
         */
        MqttAddress: {
            /** Answer Topic */
            answer_topic: string;
            /** Broker */
            broker: string;
            /** Port */
            port: number;
            /** Tls */
            tls: boolean;
            /** Topic */
            topic: string;
        };
        /**
         * MqttView
         * @description How it stands with the MQTT broker.
         */
        MqttView: {
            /**
             * Broker
             * @description host:port
             */
            broker: string;
            /** Connected */
            connected: boolean;
            /**
             * Fault
             * @description Why there is no connection, as the broker or the network says; empty while there is one
             */
            fault: string;
            /**
             * Heard Utc
             * @description Last message; null where none came since the start
             */
            heard_utc: string | null;
            /**
             * Pending
             * @description Received and not yet acknowledged to the broker
             */
            pending: number;
            /**
             * Received
             * @description Messages since the start
             */
            received: number;
            /**
             * Since Utc
             * @description When the connection came or went
             */
            since_utc: string;
            /** Tls */
            tls: boolean;
        };
        /**
         * MyDuty
         * @description One's own place in the duty teams; everything is empty for whoever belongs to none.
         */
        MyDuty: {
            /** Name */
            name: string;
            /** Person */
            person: string;
            /** Room */
            room: string;
            session: components["schemas"]["DutySessionView"] | null;
            /** Shifts */
            shifts: components["schemas"]["ShiftView"][];
        };
        /**
         * NamedCounts
         * @description Rounds of one plan or person.
         */
        NamedCounts: {
            /** Done */
            done: number;
            /**
             * Excused
             * @description Of the missed: while the platform did not run
             */
            excused: number;
            /**
             * Extra
             * @description Begun out of turn
             */
            extra: number;
            /** Findings */
            findings: number;
            /** Id */
            id: string;
            /** Incomplete */
            incomplete: number;
            /**
             * Looked
             * @description Of them looked at for as long as planned
             */
            looked: number;
            /** Looked S */
            looked_s: number;
            /** Missed */
            missed: number;
            /** Name */
            name: string;
            /** Planned */
            planned: number;
            /**
             * Stops
             * @description Cameras of rounds that are over
             */
            stops: number;
            /**
             * Waiting
             * @description Due or under way
             */
            waiting: number;
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
        /**
         * NamedTarget
         * @description To whom it went, as given.
         */
        NamedTarget: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
        /**
         * NewAccountView
         * @description A device that was put on record.
         */
        NewAccountView: {
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
            /**
             * Key
             * @description Its key where it was made here: shown this once; an empty string otherwise
             */
            key: string;
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
            /** @description Null for a device of another protocol */
            mqtt: components["schemas"]["MqttAddress"] | null;
            /** Poll S */
            poll_s: number;
            /** Protocol */
            protocol: string;
            /** Receiver */
            receiver: string;
            /** Supervision Class */
            supervision_class: string;
        };
        /** NewButton */
        NewButton: {
            /**
             * Label
             * @description Who carries it
             */
            label: string;
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
        /** NewShiftFields */
        NewShiftFields: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Pattern */
            pattern: string;
            /** Person */
            person: string;
            /** Position */
            position: string;
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
         * NoticeFields
         * @description A notice as written.
         */
        NoticeFields: {
            /**
             * Division
             * @description 2, 4, 6 or 8 digits
             */
            division: string;
            /**
             * Read By Utc
             * @description Must be read by then; null for no such time
             */
            read_by_utc?: string | null;
            /**
             * Remind Hours
             * @description Hours between reminders; 0 none
             * @default 0
             */
            remind_hours: number;
            /** Targets */
            targets: components["schemas"]["TargetFields"][];
            /** Text */
            text: string;
            /** Title */
            title: string;
            /**
             * Urgent
             * @default false
             */
            urgent: boolean;
        };
        /**
         * NoticeFiguresView
         * @description Figures of notices; those withdrawn are left out.
         */
        NoticeFiguresView: {
            /** Notices */
            notices: number;
            /** People */
            people: components["schemas"]["PersonCounts"][];
            total: components["schemas"]["ReadCountsView"];
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
        /**
         * OutcomeView
         * @description What the solver said; absent for a roster made by hand.
         */
        OutcomeView: {
            /**
             * Gap Shifts
             * @description Another roster may be better by so many shifts out of even at most; 0: none is
             */
            gap_shifts: number;
            /**
             * People Missing
             * @description So many more people must be in the team before every rule can be kept
             */
            people_missing: number;
            /**
             * Reasons
             * @description Rules without which fewer were missing, and by how many
             */
            reasons: components["schemas"]["ReasonView"][];
            /** Seconds */
            seconds: number;
            /** Vacancies */
            vacancies: components["schemas"]["VacancyView"][];
        };
        /**
         * OutgoingSignature
         * @description The own password again; for the content as counted, and these notes.
         */
        OutgoingSignature: {
            /**
             * Notes
             * @default
             */
            notes: string;
            /**
             * Password
             * Format: password
             */
            password: string;
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
        /** Page[AbsenceView] */
        Page_AbsenceView_: {
            /** Items */
            items: components["schemas"]["AbsenceView"][];
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
        /** Page[AttemptRow] */
        Page_AttemptRow_: {
            /** Items */
            items: components["schemas"]["AttemptRow"][];
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
        /** Page[CertificateView] */
        Page_CertificateView_: {
            /** Items */
            items: components["schemas"]["CertificateView"][];
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
        /** Page[CourseView] */
        Page_CourseView_: {
            /** Items */
            items: components["schemas"]["CourseView"][];
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
        /** Page[DeliveryView] */
        Page_DeliveryView_: {
            /** Items */
            items: components["schemas"]["DeliveryView"][];
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
        /** Page[DutyAccountView] */
        Page_DutyAccountView_: {
            /** Items */
            items: components["schemas"]["DutyAccountView"][];
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
        /** Page[DutyPersonView] */
        Page_DutyPersonView_: {
            /** Items */
            items: components["schemas"]["DutyPersonView"][];
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
        /** Page[DutySessionView] */
        Page_DutySessionView_: {
            /** Items */
            items: components["schemas"]["DutySessionView"][];
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
        /** Page[FaultNoteView] */
        Page_FaultNoteView_: {
            /** Items */
            items: components["schemas"]["FaultNoteView"][];
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
        /** Page[FollowedNotice] */
        Page_FollowedNotice_: {
            /** Items */
            items: components["schemas"]["FollowedNotice"][];
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
        /** Page[HandoverView] */
        Page_HandoverView_: {
            /** Items */
            items: components["schemas"]["HandoverView"][];
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
        /** Page[IncidentPlanView] */
        Page_IncidentPlanView_: {
            /** Items */
            items: components["schemas"]["IncidentPlanView"][];
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
        /** Page[IncidentRow] */
        Page_IncidentRow_: {
            /** Items */
            items: components["schemas"]["IncidentRow"][];
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
        /** Page[IncidentUnitView] */
        Page_IncidentUnitView_: {
            /** Items */
            items: components["schemas"]["IncidentUnitView"][];
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
        /** Page[LogLineView] */
        Page_LogLineView_: {
            /** Items */
            items: components["schemas"]["LogLineView"][];
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
        /** Page[PatrolFindingView] */
        Page_PatrolFindingView_: {
            /** Items */
            items: components["schemas"]["PatrolFindingView"][];
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
        /** Page[PatrolPlanRow] */
        Page_PatrolPlanRow_: {
            /** Items */
            items: components["schemas"]["PatrolPlanRow"][];
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
        /** Page[PatrolRunView] */
        Page_PatrolRunView_: {
            /** Items */
            items: components["schemas"]["PatrolRunView"][];
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
        /** Page[QuestionView] */
        Page_QuestionView_: {
            /** Items */
            items: components["schemas"]["QuestionView"][];
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
        /** Page[ReceiptView] */
        Page_ReceiptView_: {
            /** Items */
            items: components["schemas"]["ReceiptView"][];
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
        /** Page[RoomNowView] */
        Page_RoomNowView_: {
            /** Items */
            items: components["schemas"]["RoomNowView"][];
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
        /** Page[RoomView] */
        Page_RoomView_: {
            /** Items */
            items: components["schemas"]["RoomView"][];
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
        /** Page[RosterView] */
        Page_RosterView_: {
            /** Items */
            items: components["schemas"]["RosterView"][];
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
        /** Page[SwapView] */
        Page_SwapView_: {
            /** Items */
            items: components["schemas"]["SwapView"][];
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
        /** Page[WebhookView] */
        Page_WebhookView_: {
            /** Items */
            items: components["schemas"]["WebhookView"][];
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
        /**
         * PasswordVerdict
         * @description Whether it was the agreed word, or the one that asks for help unnoticed.
         */
        PasswordVerdict: {
            /** Correct */
            correct: boolean;
            /** Duress */
            duress: boolean;
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
        /**
         * PatrolFiguresView
         * @description Figures of patrol rounds.
         */
        PatrolFiguresView: {
            /**
             * Found
             * @description Findings by kind
             */
            found: {
                [key: string]: number;
            };
            /** Operators */
            operators: components["schemas"]["NamedCounts"][];
            /** Plans */
            plans: components["schemas"]["NamedCounts"][];
            total: components["schemas"]["RoundCountsView"];
        };
        /**
         * PatrolFindingView
         * @description A finding.
         */
        PatrolFindingView: {
            /**
             * Alarm
             * @description Alarm opened for it; null where none was
             */
            alarm: string | null;
            /** Channel */
            channel: string;
            /** Channel Name */
            channel_name: string;
            /** Division */
            division: string;
            /**
             * Fault
             * @enum {string}
             */
            fault: "" | "blurred" | "blocked" | "moved" | "no_picture" | "other";
            /** Found By Name */
            found_by_name: string;
            /** Found Utc */
            found_utc: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "person" | "fire" | "device_fault" | "other";
            /** Picture Bytes */
            picture_bytes: number;
            /** Picture Sha256 */
            picture_sha256: string;
            /** Position */
            position: number;
            /** Run */
            run: string;
            /** Text */
            text: string;
        };
        /**
         * PatrolLookView
         * @description One camera of a round.
         */
        PatrolLookView: {
            /** Channel */
            channel: string;
            /** Channel Name */
            channel_name: string;
            /** Looked Ms */
            looked_ms: number;
            /** Position */
            position: number;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "looked" | "short" | "no_picture";
            /** Views */
            views: number;
            /** Wanted S */
            wanted_s: number;
        };
        /**
         * PatrolPlanChange
         * @description A whole plan in place of what stands.
         */
        PatrolPlanChange: {
            /**
             * Division
             * @description 2, 4, 6 or 8 digits
             */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /** Name */
            name: string;
            /**
             * Room
             * @description Duty room; empty for any of the division
             * @default
             */
            room: string;
            /**
             * Stops
             * @description In the order of the round
             */
            stops: components["schemas"]["PatrolStopFields"][];
            /**
             * Times
             * @description Minutes of the local day at which a round is due
             */
            times: number[];
            /**
             * Version
             * @description The version that was before the eyes
             */
            version: number;
            /**
             * Weekdays
             * @description 1 Monday … 7 Sunday, as in 12345
             */
            weekdays: string;
            /**
             * Window Min
             * @description Minutes from falling due by which the round must be over
             */
            window_min: number;
        };
        /**
         * PatrolPlanFields
         * @description A plan as entered.
         */
        PatrolPlanFields: {
            /**
             * Division
             * @description 2, 4, 6 or 8 digits
             */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /** Name */
            name: string;
            /**
             * Room
             * @description Duty room; empty for any of the division
             * @default
             */
            room: string;
            /**
             * Stops
             * @description In the order of the round
             */
            stops: components["schemas"]["PatrolStopFields"][];
            /**
             * Times
             * @description Minutes of the local day at which a round is due
             */
            times: number[];
            /**
             * Weekdays
             * @description 1 Monday … 7 Sunday, as in 12345
             */
            weekdays: string;
            /**
             * Window Min
             * @description Minutes from falling due by which the round must be over
             */
            window_min: number;
        };
        /**
         * PatrolPlanRow
         * @description A plan in a list.
         */
        PatrolPlanRow: {
            /**
             * Cameras
             * @default 0
             */
            cameras: number;
            /** Changed By Name */
            changed_by_name: string;
            /** Changed Utc */
            changed_utc: string;
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Room */
            room: string;
            /**
             * Seconds
             * @description Of all cameras together
             * @default 0
             */
            seconds: number;
            /** Times */
            times: number[];
            /** Version */
            version: number;
            /** Weekdays */
            weekdays: string;
            /** Window Min */
            window_min: number;
        };
        /**
         * PatrolPlanView
         * @description A plan with its cameras.
         */
        PatrolPlanView: {
            /**
             * Cameras
             * @default 0
             */
            cameras: number;
            /** Changed By Name */
            changed_by_name: string;
            /** Changed Utc */
            changed_utc: string;
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Room */
            room: string;
            /**
             * Seconds
             * @description Of all cameras together
             * @default 0
             */
            seconds: number;
            /** Stops */
            stops: components["schemas"]["PatrolStopView"][];
            /** Times */
            times: number[];
            /** Version */
            version: number;
            /** Weekdays */
            weekdays: string;
            /** Window Min */
            window_min: number;
        };
        /**
         * PatrolRunDetail
         * @description A round with its cameras and findings.
         */
        PatrolRunDetail: {
            /** Closes Utc */
            closes_utc: string;
            /** Division */
            division: string;
            /** Due Utc */
            due_utc: string;
            /**
             * Ended Utc
             * @description Null before the end
             */
            ended_utc: string | null;
            /** Findings */
            findings: number;
            /** Found */
            found: components["schemas"]["PatrolFindingView"][];
            /** Id */
            id: string;
            /**
             * Looked
             * @description Cameras looked at for as long as planned
             */
            looked: number;
            /** Looked Ms */
            looked_ms: number;
            /** Looks */
            looks: components["schemas"]["PatrolLookView"][];
            /** Operator */
            operator: string;
            /** Operator Name */
            operator_name: string;
            /** Plan */
            plan: string;
            /** Plan Name */
            plan_name: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "" | "not_started" | "platform_down" | "finished" | "out_of_time";
            /** Room */
            room: string;
            /**
             * Scheduled
             * @description By the plan's times; else begun out of turn
             */
            scheduled: boolean;
            /**
             * Started Utc
             * @description Null before the start
             */
            started_utc: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "due" | "running" | "done" | "incomplete" | "missed";
            /** Stops */
            stops: number;
        };
        /**
         * PatrolRunView
         * @description A round in a list.
         */
        PatrolRunView: {
            /** Closes Utc */
            closes_utc: string;
            /** Division */
            division: string;
            /** Due Utc */
            due_utc: string;
            /**
             * Ended Utc
             * @description Null before the end
             */
            ended_utc: string | null;
            /** Findings */
            findings: number;
            /** Id */
            id: string;
            /**
             * Looked
             * @description Cameras looked at for as long as planned
             */
            looked: number;
            /** Looked Ms */
            looked_ms: number;
            /** Operator */
            operator: string;
            /** Operator Name */
            operator_name: string;
            /** Plan */
            plan: string;
            /** Plan Name */
            plan_name: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "" | "not_started" | "platform_down" | "finished" | "out_of_time";
            /** Room */
            room: string;
            /**
             * Scheduled
             * @description By the plan's times; else begun out of turn
             */
            scheduled: boolean;
            /**
             * Started Utc
             * @description Null before the start
             */
            started_utc: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "due" | "running" | "done" | "incomplete" | "missed";
            /** Stops */
            stops: number;
        };
        /**
         * PatrolStopFields
         * @description A camera of a plan.
         */
        PatrolStopFields: {
            /** Channel */
            channel: string;
            /**
             * Seconds
             * @description How long its picture must be looked at
             */
            seconds: number;
        };
        /**
         * PatrolStopView
         * @description A camera of a plan as the directory has it.
         */
        PatrolStopView: {
            /** Channel */
            channel: string;
            /**
             * Known
             * @description False where the directory has it no more
             */
            known: boolean;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /** Seconds */
            seconds: number;
        };
        /**
         * PatrolWords
         * @description The words of patrol rounds in both languages.
         */
        PatrolWords: {
            /**
             * Alarm Classes
             * @description Classes of an alarm opened for a finding
             */
            alarm_classes: components["schemas"]["anlan__api__directory__Choice"][];
            /** Faults */
            faults: components["schemas"]["anlan__api__directory__Choice"][];
            /** Findings */
            findings: components["schemas"]["anlan__api__directory__Choice"][];
            /** States */
            states: components["schemas"]["anlan__api__directory__Choice"][];
        };
        /**
         * PatternFields
         * @description A shift pattern; without an id it is a new one.
         */
        PatternFields: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Id
             * @default
             */
            id: string;
            /** Length Minutes */
            length_minutes: number;
            /** Name */
            name: string;
            /**
             * Rest After Minutes
             * @default 0
             */
            rest_after_minutes: number;
            /**
             * Start Minute
             * @description Minute of the local day
             */
            start_minute: number;
            /**
             * Weekdays
             * @description 1 Monday … 7 Sunday
             * @default 1234567
             */
            weekdays: string;
        };
        /** Patterns */
        Patterns: {
            /** Patterns */
            patterns: components["schemas"]["PatternFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
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
         * PersonCounts
         * @description Receipts of one person.
         */
        PersonCounts: {
            /** Id */
            id: string;
            /** In Time */
            in_time: number;
            /**
             * Mean S
             * @description From giving out to reading; null where nothing was read
             */
            mean_s: number | null;
            /** Name */
            name: string;
            /** Read */
            read: number;
            /** Received */
            received: number;
            /** Reminders */
            reminders: number;
        };
        /**
         * PersonFiguresView
         * @description A person over the period.
         */
        PersonFiguresView: {
            /** Early Minutes */
            early_minutes: number;
            /** Id */
            id: string;
            /** Late */
            late: number;
            /** Minutes */
            minutes: number;
            /** Missing */
            missing: number;
            /** Name */
            name: string;
            /** Nights */
            nights: number;
            /** Room */
            room: string;
            /** Shifts */
            shifts: number;
            /** Weekends */
            weekends: number;
        };
        /**
         * PhotoView
         * @description A photo as it is kept.
         */
        PhotoView: {
            /** Id */
            id: string;
            /** Sha256 */
            sha256: string | null;
            /** Size Bytes */
            size_bytes: number | null;
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
         * PositionFields
         * @description A position; without an id it is a new one.
         */
        PositionFields: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Id
             * @default
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Qualification
             * @default
             */
            qualification: string;
            /**
             * Required
             * @default true
             */
            required: boolean;
            /**
             * Seats
             * @default 1
             */
            seats: number;
        };
        /** Positions */
        Positions: {
            /** Positions */
            positions: components["schemas"]["PositionFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** PresentView */
        PresentView: {
            /** Name */
            name: string;
            /** Position */
            position: string;
        };
        /**
         * PressSent
         * @description A call for help.
         */
        PressSent: {
            /**
             * Call
             * @enum {string}
             */
            call: "hold_up" | "medical" | "fire" | "suspicious";
            /**
             * Id
             * @description Made by the phone; the same each time
             */
            id: string;
            /** Latitude */
            latitude?: number | null;
            /** Longitude */
            longitude?: number | null;
            /**
             * Pressed Utc
             * @description By the phone's clock
             */
            pressed_utc?: string | null;
            /**
             * Text
             * @default
             */
            text: string;
        };
        /**
         * PressView
         * @description A call as the centre has it.
         */
        PressView: {
            /**
             * Call
             * @enum {string}
             */
            call: "hold_up" | "medical" | "fire" | "suspicious";
            /** Id */
            id: string;
            /**
             * Kept
             * @description Received and kept, but no alarm, as while the premises are under test
             */
            kept: boolean;
            /** Milestones */
            milestones: components["schemas"]["MilestoneView"][];
            /** Received Utc */
            received_utc: string;
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
        /** Publication */
        Publication: {
            /**
             * Accept Vacancies
             * @description Although people are missing in some shifts
             * @default false
             */
            accept_vacancies: boolean;
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /**
         * QualificationFields
         * @description What somebody may do.
         */
        QualificationFields: {
            /**
             * Expires On
             * @description Last day; null where it does not end
             */
            expires_on?: string | null;
            /** Qualification */
            qualification: string;
            /**
             * Source
             * @description Number of the certificate
             * @default
             */
            source: string;
        };
        /** Qualifications */
        Qualifications: {
            /** Qualifications */
            qualifications: components["schemas"]["QualificationFields"][];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /**
         * QuestionFields
         * @description A question as entered.
         */
        QuestionFields: {
            /**
             * Answers
             * @description Places of the right options, 0 first; true is 0, false is 1
             */
            answers: number[];
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Explanation
             * @default
             */
            explanation: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "single" | "multiple" | "true_false";
            /** Options */
            options?: string[];
            /** Text */
            text: string;
        };
        /**
         * QuestionView
         * @description A question of the bank.
         */
        QuestionView: {
            /** Answers */
            answers: number[];
            /** Changed Utc */
            changed_utc: string;
            /** Enabled */
            enabled: boolean;
            /** Explanation */
            explanation: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "single" | "multiple" | "true_false";
            /** Options */
            options: string[];
            /** Text */
            text: string;
        };
        /**
         * ReadCountsView
         * @description Receipts of a span.
         */
        ReadCountsView: {
            /** In Time */
            in_time: number;
            /**
             * Mean S
             * @description From giving out to reading; null where nothing was read
             */
            mean_s: number | null;
            /** Read */
            read: number;
            /** Received */
            received: number;
            /** Reminders */
            reminders: number;
        };
        /** ReasonView */
        ReasonView: {
            /** People */
            people: number;
            /** Rule */
            rule: string;
        };
        /**
         * ReceiptView
         * @description One recipient.
         */
        ReceiptView: {
            /** Division */
            division: string;
            /** Organisation */
            organisation: string;
            /**
             * Read Utc
             * @description Null until confirmed as read
             */
            read_utc: string | null;
            /**
             * Reminded Utc
             * @description Null before the first reminder
             */
            reminded_utc: string | null;
            /** Reminders */
            reminders: number;
            /** User */
            user: string;
            /** User Name */
            user_name: string;
        };
        /**
         * ReceivedNotice
         * @description A notice that went to the reader.
         */
        ReceivedNotice: {
            /** Division */
            division: string;
            /** Id */
            id: string;
            /** Published By Name */
            published_by_name: string;
            /** Published Utc */
            published_utc: string;
            /** Read By Utc */
            read_by_utc: string | null;
            /**
             * Read Utc
             * @description Null until confirmed as read
             */
            read_utc: string | null;
            /** Remind Hours */
            remind_hours: number;
            /** Reminders */
            reminders: number;
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Urgent */
            urgent: boolean;
        };
        /**
         * ReceiverView
         * @description Somebody to whom an alarm may be handed.
         */
        ReceiverView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Organisation */
            organisation: string;
        };
        /**
         * Recipient
         * @description Somebody who can be written to.
         */
        Recipient: {
            /** Division */
            division: string;
            /** Name */
            name: string;
            /** Organisation */
            organisation: string;
            /** User */
            user: string;
        };
        /**
         * Recipients
         * @description People who can be written to.
         */
        Recipients: {
            /** Items */
            items: components["schemas"]["Recipient"][];
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
        /** Relief */
        Relief: {
            /** Reason */
            reason: string;
        };
        /**
         * Reminded
         * @description How many were reminded.
         */
        Reminded: {
            /** People */
            people: number;
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
         * ReportedAnswer
         * @description Under what it is on record here.
         */
        ReportedAnswer: {
            /**
             * Created
             * @description false where this event was on record already
             */
            created: boolean;
            /** Incident */
            incident: string;
        };
        /**
         * ReportedEvent
         * @description An event as another system knows it. The same system and external id are the same event.
         */
        ReportedEvent: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Division */
            division: string;
            /**
             * External Id
             * @description Its id there
             */
            external_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fire" | "traffic" | "hazardous" | "building" | "utility" | "flood" | "geological" | "weather" | "health" | "robbery" | "violence" | "crowd" | "missing" | "other";
            /**
             * Latitude
             * @description WGS-84 degrees
             */
            latitude?: number | null;
            /**
             * Level
             * @description 1 (gravest) to 4
             * @default 4
             */
            level: number;
            /**
             * Longitude
             * @description WGS-84 degrees
             */
            longitude?: number | null;
            /**
             * Place
             * @default
             */
            place: string;
            /**
             * Radius M
             * @default 50
             */
            radius_m: number;
            /**
             * Reporter Name
             * @default
             */
            reporter_name: string;
            /**
             * Reporter Phone
             * @default
             */
            reporter_phone: string;
            /**
             * System
             * @description Name of the system, e.g. grid
             */
            system: string;
            /** Title */
            title: string;
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
        /** RoomChange */
        RoomChange: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Late After Minutes
             * @default 5
             */
            late_after_minutes: number;
            /**
             * Max Week Minutes
             * @description Most minutes of duty in seven days
             * @default 2880
             */
            max_week_minutes: number;
            /**
             * Min Per Shift
             * @default 2
             */
            min_per_shift: number;
            /**
             * Min Rest Minutes
             * @description Least rest between two shifts
             * @default 660
             */
            min_rest_minutes: number;
            /** Name */
            name: string;
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /** RoomCreate */
        RoomCreate: {
            /** Division */
            division: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Late After Minutes
             * @default 5
             */
            late_after_minutes: number;
            /**
             * Max Week Minutes
             * @description Most minutes of duty in seven days
             * @default 2880
             */
            max_week_minutes: number;
            /**
             * Min Per Shift
             * @default 2
             */
            min_per_shift: number;
            /**
             * Min Rest Minutes
             * @description Least rest between two shifts
             * @default 660
             */
            min_rest_minutes: number;
            /** Name */
            name: string;
        };
        /**
         * RoomDetail
         * @description A room with its parts, those out of use too.
         */
        RoomDetail: {
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Late After Minutes */
            late_after_minutes: number;
            /** Max Week Minutes */
            max_week_minutes: number;
            /** Min Per Shift */
            min_per_shift: number;
            /** Min Rest Minutes */
            min_rest_minutes: number;
            /** Name */
            name: string;
            /** Patterns */
            patterns: components["schemas"]["PatternFields"][];
            /** Positions */
            positions: components["schemas"]["PositionFields"][];
            /** Version */
            version: number;
        };
        /**
         * RoomFiguresView
         * @description A room over the period. Minutes of seats: those that rosters asked for, and those in which nobody sat.
         */
        RoomFiguresView: {
            /** Asked Minutes */
            asked_minutes: number;
            /** Division */
            division: string;
            /** Early Minutes */
            early_minutes: number;
            /** Handovers */
            handovers: number;
            /**
             * Handovers In Time
             * @description Signed by both within 30 minutes of the end of the shift
             */
            handovers_in_time: number;
            /** Id */
            id: string;
            /** Joined */
            joined: number;
            /** Late */
            late: number;
            /** Late Minutes */
            late_minutes: number;
            /** Left */
            left: number;
            /** Left Reasons */
            left_reasons: {
                [key: string]: number;
            };
            /** Missing */
            missing: number;
            /** Name */
            name: string;
            /** People */
            people: number;
            /** Present */
            present: number;
            /**
             * Relieved
             * @description Taken off duty by a leader without a handover
             */
            relieved: number;
            /** Shifts */
            shifts: number;
            /** Vacant Minutes */
            vacant_minutes: number;
        };
        /**
         * RoomNowView
         * @description A room as it is manned at this moment.
         */
        RoomNowView: {
            /** Following */
            following: components["schemas"]["ExpectedView"][];
            /** Missing */
            missing: components["schemas"]["ExpectedView"][];
            /** Present */
            present: components["schemas"]["DutySessionView"][];
            room: components["schemas"]["RoomView"];
        };
        /**
         * RoomView
         * @description A duty room.
         */
        RoomView: {
            /** Division */
            division: string;
            /** Enabled */
            enabled: boolean;
            /** Id */
            id: string;
            /** Late After Minutes */
            late_after_minutes: number;
            /** Max Week Minutes */
            max_week_minutes: number;
            /** Min Per Shift */
            min_per_shift: number;
            /** Min Rest Minutes */
            min_rest_minutes: number;
            /** Name */
            name: string;
            /** Version */
            version: number;
        };
        /**
         * RosterCreate
         * @description A draft for some days, at most 62.
         */
        RosterCreate: {
            /**
             * By Hand
             * @description Empty, to be filled by hand; otherwise the solver makes it
             * @default false
             */
            by_hand: boolean;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Room */
            room: string;
        };
        /**
         * RosterDetail
         * @description With its shifts, and what the rules say of them.
         */
        RosterDetail: {
            /** Division */
            division: string;
            /** Faults */
            faults: components["schemas"]["FaultView"][];
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Id */
            id: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Made By Name */
            made_by_name: string;
            /** Made Utc */
            made_utc: string;
            outcome: components["schemas"]["OutcomeView"] | null;
            /**
             * People
             * @description Who appears in it
             */
            people: components["schemas"]["DutyPersonBrief"][];
            /** Published Utc */
            published_utc: string | null;
            /** Room */
            room: string;
            /** Room Name */
            room_name: string;
            /** Shifts */
            shifts: components["schemas"]["ShiftView"][];
            /**
             * State
             * @description draft, published or withdrawn
             */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * RosterView
         * @description A roster in a list.
         */
        RosterView: {
            /** Division */
            division: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /** Id */
            id: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Made By Name */
            made_by_name: string;
            /** Made Utc */
            made_utc: string;
            outcome: components["schemas"]["OutcomeView"] | null;
            /** Published Utc */
            published_utc: string | null;
            /** Room */
            room: string;
            /** Room Name */
            room_name: string;
            /**
             * State
             * @description draft, published or withdrawn
             */
            state: string;
            /** Version */
            version: number;
        };
        /**
         * RoundCountsView
         * @description Rounds of a span by what became of them.
         */
        RoundCountsView: {
            /** Done */
            done: number;
            /**
             * Excused
             * @description Of the missed: while the platform did not run
             */
            excused: number;
            /**
             * Extra
             * @description Begun out of turn
             */
            extra: number;
            /** Findings */
            findings: number;
            /** Incomplete */
            incomplete: number;
            /**
             * Looked
             * @description Of them looked at for as long as planned
             */
            looked: number;
            /** Looked S */
            looked_s: number;
            /** Missed */
            missed: number;
            /** Planned */
            planned: number;
            /**
             * Stops
             * @description Cameras of rounds that are over
             */
            stops: number;
            /**
             * Waiting
             * @description Due or under way
             */
            waiting: number;
        };
        /** Rows[AccountView] */
        Rows_AccountView_: {
            /** Items */
            items: components["schemas"]["AccountView"][];
        };
        /** Rows[CameraRow] */
        Rows_CameraRow_: {
            /** Items */
            items: components["schemas"]["CameraRow"][];
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
            /**
             * Permissions
             * @description Those of roles, and incidents.read while one takes part in an incident
             */
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
         * Settled
         * @description What was done about a fault.
         */
        Settled: {
            /** Text */
            text: string;
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
         * ShiftChanges
         * @description Shifts to be given and to be taken away, together.
         */
        ShiftChanges: {
            /** Add */
            add?: components["schemas"]["NewShiftFields"][];
            /** Remove */
            remove?: string[];
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
        };
        /**
         * ShiftView
         * @description One person at one position in one shift.
         */
        ShiftView: {
            /**
             * Attendance
             * @description draft, due, present, late or missing
             */
            attendance: string;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Ends Utc */
            ends_utc: string;
            /** Id */
            id: string;
            /** Night */
            night: boolean;
            /** Pattern */
            pattern: string;
            /** Person */
            person: string;
            /** Position */
            position: string;
            /** Room */
            room: string;
            /** Roster */
            roster: string;
            /** Starts Utc */
            starts_utc: string;
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
         * SignIn
         * @description Taking a seat.
         */
        SignIn: {
            /** Position */
            position: string;
            /**
             * Workplace
             * @description Name of the desk
             * @default
             */
            workplace: string;
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
        /** StandingAlarm */
        StandingAlarm: {
            /** Alarm Class */
            alarm_class: string;
            /** Holder */
            holder: string;
            /** Id */
            id: string;
            /** Received Utc */
            received_utc: string;
            /** State */
            state: string;
            /** Subscriber */
            subscriber: string;
        };
        /** StandingOrderView */
        StandingOrderView: {
            /** Ends Utc */
            ends_utc: string | null;
            /**
             * Mode
             * @description test, suppression or bypassed
             */
            mode: string;
            /** Reason */
            reason: string;
            /** Subscriber */
            subscriber: string;
            /** Zone */
            zone: string;
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
         * @description What is to change; what is absent stays. An empty password or duress word takes it away.
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
             * Duress Word
             * Format: password
             * @description Said in place of the password by somebody under threat
             * @default
             */
            duress_word: string;
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
             * Duress Word
             * Format: password
             * @description Said in place of the password by somebody under threat
             * @default
             */
            duress_word: string;
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
            /** Has Duress Word */
            has_duress_word: boolean;
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
        /** SwapAnswer */
        SwapAnswer: {
            /** Agree */
            agree: boolean;
            /**
             * Said
             * @default
             */
            said: string;
        };
        /**
         * SwapCreate
         * @description A shift of one's own that another shall take, with or without one of theirs in return.
         */
        SwapCreate: {
            /** In Return */
            in_return?: string | null;
            /** Other */
            other: string;
            /** Reason */
            reason: string;
            /** Shift */
            shift: string;
        };
        /** SwapDecision */
        SwapDecision: {
            /** Approve */
            approve: boolean;
            /**
             * Said
             * @default
             */
            said: string;
        };
        /**
         * SwapView
         * @description A request to change a shift.
         */
        SwapView: {
            /** Answer */
            answer: string;
            /** Answered Utc */
            answered_utc: string | null;
            /** Asked Utc */
            asked_utc: string;
            /** Asker */
            asker: string;
            /** Decided Utc */
            decided_utc: string | null;
            /** Id */
            id: string;
            /** In Return */
            in_return: string | null;
            /** Other */
            other: string;
            /** Reason */
            reason: string;
            /** Room */
            room: string;
            /** Shift */
            shift: string;
            /**
             * State
             * @description asked, agreed, declined, approved, refused, withdrawn or lapsed
             */
            state: string;
        };
        /**
         * TalkDownView
         * @description Whether one can speak to who stands before a camera.
         */
        TalkDownView: {
            /** Available */
            available: boolean;
            /**
             * Channel
             * @description The audio output that would speak; null where there is none
             */
            channel: string | null;
            /** En */
            en: string | null;
            /**
             * Zh
             * @description Why not; null where it can be done
             */
            zh: string | null;
        };
        /**
         * TargetFields
         * @description To whom.
         */
        TargetFields: {
            /**
             * Id
             * @description Code of the division, id of the room or user
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "division" | "room" | "person";
        };
        /**
         * TestView
         * @description A test with its questions.
         */
        TestView: {
            /**
             * By Time
             * @description Graded because its time was over
             */
            by_time: boolean;
            /** Correct */
            correct: number;
            /** Course */
            course: string;
            /** Course Title */
            course_title: string;
            /** Deadline Utc */
            deadline_utc: string;
            /** Id */
            id: string;
            /**
             * Now Utc
             * @description The platform's time, by which the clock runs
             */
            now_utc: string;
            /** Paper */
            paper: components["schemas"]["AskedQuestion"][];
            /** Pass Percent */
            pass_percent: number;
            /** Started Utc */
            started_utc: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "passed" | "failed";
            /**
             * Submitted Utc
             * @description Null until graded
             */
            submitted_utc: string | null;
            /** Total */
            total: number;
            /** User */
            user: string;
            /** User Name */
            user_name: string;
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
         * TrainingFiguresView
         * @description Figures of training.
         */
        TrainingFiguresView: {
            /** Courses */
            courses: components["schemas"]["CourseFiguresView"][];
        };
        /**
         * TrainingWords
         * @description The words of training in both languages.
         */
        TrainingWords: {
            /** Kinds */
            kinds: components["schemas"]["anlan__api__directory__Choice"][];
            /**
             * True False
             * @description Options of a question of true or false
             */
            true_false: components["schemas"]["anlan__api__directory__Choice"][];
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
         * TrialView
         * @description What became of a test.
         */
        TrialView: {
            /** En */
            en: string | null;
            /**
             * Status
             * @description HTTP status; null where none came
             */
            status: number | null;
            /** Taken */
            taken: boolean;
            /**
             * Zh
             * @description Why it was not taken
             */
            zh: string | null;
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
        /** VacancyView */
        VacancyView: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Pattern */
            pattern: string;
            /** People */
            people: number;
            /** Position */
            position: string;
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
        /**
         * WebhookChange
         * @description What a webhook is to say.
         */
        WebhookChange: {
            /**
             * Divisions
             * @description Roots of subtrees; [] is all that one may see
             */
            divisions?: string[];
            /**
             * Kinds
             * @description As alarms.case or alarms.*; [] is all that one may see
             */
            kinds?: string[];
            /** Name */
            name: string;
            /**
             * Url
             * @description https; http to this machine, or where permitted
             */
            url: string;
            /**
             * Version
             * @description The version that one looked at
             */
            version: number;
        };
        /**
         * WebhookDraft
         * @description What a webhook says.
         */
        WebhookDraft: {
            /**
             * Divisions
             * @description Roots of subtrees; [] is all that one may see
             */
            divisions?: string[];
            /**
             * Kinds
             * @description As alarms.case or alarms.*; [] is all that one may see
             */
            kinds?: string[];
            /** Name */
            name: string;
            /**
             * Url
             * @description https; http to this machine, or where permitted
             */
            url: string;
        };
        /**
         * WebhookVersion
         * @description The version that one looked at.
         */
        WebhookVersion: {
            /** Version */
            version: number;
        };
        /**
         * WebhookView
         * @description A webhook and how it goes.
         */
        WebhookView: {
            /** Created Utc */
            created_utc: string;
            /**
             * Dead
             * @description Given up; they can be sent again
             */
            dead: number;
            /** Delivered */
            delivered: number;
            /** Delivered Utc */
            delivered_utc: string | null;
            /** Divisions */
            divisions: string[];
            /** Enabled */
            enabled: boolean;
            /**
             * Failures
             * @description Of the receiver, in a row
             */
            failures: number;
            /**
             * Former Until Utc
             * @description Until when the former secret signs too
             */
            former_until_utc: string | null;
            /** Id */
            id: string;
            /** Kinds */
            kinds: string[];
            /** Last Reason En */
            last_reason_en: string | null;
            /** Last Reason Zh */
            last_reason_zh: string | null;
            /** Last Status */
            last_status: number | null;
            /**
             * Lost
             * @description Neither sent nor set aside, because both lists were full
             */
            lost: number;
            /** Name */
            name: string;
            /** Off Reason En */
            off_reason_en: string | null;
            /**
             * Off Reason Zh
             * @description Why the platform switched it off; null where a person did
             */
            off_reason_zh: string | null;
            /**
             * Own
             * @description Whether it is one's own: only then it can be changed
             */
            own: boolean;
            /** Owner */
            owner: string;
            /** Owner Name */
            owner_name: string;
            /**
             * Resume Utc
             * @description While it fails: when it is tried next
             */
            resume_utc: string;
            /**
             * Url
             * @description To others than the owner without what follows the question mark
             */
            url: string;
            /** Version */
            version: number;
            /** Waiting */
            waiting: number;
            /**
             * Withheld
             * @description Not sent, because the owner had lost the right by then
             */
            withheld: number;
        };
        /**
         * WebhookWithSecret
         * @description A webhook with its secret, which is shown this once.
         */
        WebhookWithSecret: {
            /**
             * Secret
             * @description whsec_ and base64, as Standard Webhooks has it
             */
            secret: string;
            webhook: components["schemas"]["WebhookView"];
        };
        /**
         * Went
         * @description The operator goes on from a camera.
         */
        Went: {
            /**
             * Attempt
             * @description The attempt by which its picture was called
             */
            attempt: string;
        };
        /** Withdrawal */
        Withdrawal: {
            /**
             * Version
             * @description Version that was before the eyes; another one is refused (409)
             */
            version: number;
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
