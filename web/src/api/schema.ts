// Generated from /openapi.json by `npm run generate:api`. Do not edit.
export interface paths {
    "/api/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List batches, newest first */
        get: operations["BatchesController_list"];
        put?: never;
        /**
         * Generate 1 to 8 videos, one on each device
         * @description As batch_inference, but fields that are not known are refused and the answer is the whole batch.
         */
        post: operations["BatchesController_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything about one batch */
        get: operations["BatchesController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel the jobs of a batch that have not ended */
        post: operations["BatchesController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit the jobs that ended without a video again, as a new batch */
        post: operations["BatchesController_retryFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where each device stands */
        get: operations["MachinesController_listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/engines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each engine can do */
        get: operations["MachinesController_listEngines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/enhance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a rough prompt richer, and say what was done to it
         * @description A proposal: with `apply` it becomes a revision of the session. A prompt of more than 50 words stays as it is. To take a proposal that was shown, send it back as `enhanced_prompt`: a language model would write another.
         */
        post: operations["PromptsController_enhance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes as they happen (server-sent events)
         * @description `snapshot` first: `{jobs, is_complete, is_recovering, devices, queue}` with your active jobs. Then `job` with the whole job at each change (progress at most five times a second), `device`, and `queue` when yours is paused or resumed. After a lost connection the next snapshot tells all that was missed.
         */
        get: operations["EventsController_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generate-variations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make different prompts with the same core
         * @description Exactly `total_count`, the selected ones first, no two the same. The history does not change.
         */
        post: operations["PromptsController_generateVariations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same, with `ok` for a server that answers */
        get: operations["SystemController_apiHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A session's prompts, from the first to the current one */
        get: operations["HistoryController_getHistory"];
        put?: never;
        /** A session's prompts, from the first to the current one */
        post: operations["HistoryController_postHistory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/initialize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the parameters off a prompt, and begin a history with it
         * @description A session that has a history begins a new one; the old one stays in its tree.
         */
        post: operations["PromptsController_initialize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload an image, video or audio to start from
         * @description One file a request: PNG, JPEG, WebP, GIF (its first frame), BMP (kept as PNG); MP4, WebM, MOV, MKV; WAV, MP3, Ogg, FLAC, M4A, AAC.
         */
        post: operations["InputsController_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inputs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an upload is; not its bytes */
        get: operations["InputsController_get"];
        put?: never;
        post?: never;
        /**
         * Forget an upload
         * @description Jobs that were started from it keep it as long as they need it.
         */
        delete: operations["InputsController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs */
        get: operations["JobsController_list"];
        put?: never;
        /**
         * Generate one video
         * @description As single_inference, but fields that are not known are refused and the answer is the whole job.
         */
        post: operations["JobsController_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything about one job */
        get: operations["JobsController_get"];
        put?: never;
        post?: never;
        /**
         * Cancel a job, or remove the files of one that has ended
         * @description The record stays and says what happened.
         */
        delete: operations["JobsController_remove"];
        options?: never;
        head?: never;
        /** Star a job, so that it keeps its files, or rate it */
        patch: operations["JobsController_change"];
        trace?: never;
    };
    "/api/jobs/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the result of a running job looks so far
         * @description A small JPEG, made every few steps by engines that can, and kept in memory only. 404 where there is none (yet, or any more). `preview_url` of the job changes with every new one.
         */
        get: operations["JobsController_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit the same request again as a new job */
        post: operations["JobsController_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your part of the queue, and whether it is paused */
        get: operations["QueueController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/queue/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start none of your waiting jobs until you resume
         * @description Running jobs go on. Waiting ones keep their places and do not expire. It holds over a restart.
         */
        post: operations["QueueController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/queue/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let your waiting jobs start again */
        post: operations["QueueController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parameters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The parameters of the current prompt */
        get: operations["HistoryController_getParameters"];
        put?: never;
        /** The parameters of the current prompt */
        post: operations["HistoryController_postParameters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prompt-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fields of a description, their terms and bounds; the dialects of models */
        get: operations["FieldsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a session, with its history, for good */
        delete: operations["HistoryController_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your sessions */
        get: operations["HistoryController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A session with its tree of revisions */
        get: operations["SessionsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change fields, or lock them, by hand; the text follows. Or write the text; the fields follow */
        post: operations["SessionsController_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/keep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make revisions of picked variations, so that their videos lead back to them
         * @description As generate-variations answered; checked again, and all are kept or none. The head stays where it is. One that was kept before is not kept twice.
         */
        post: operations["SessionsController_keep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/redo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go forward again to the revision that was left last */
        post: operations["SessionsController_redo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The current prompt as one model wants it */
        post: operations["SessionsController_render"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go to any revision; the next change branches off there */
        post: operations["SessionsController_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go back to the revision before */
        post: operations["SessionsController_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List templates and styles */
        get: operations["TemplatesController_list"];
        put?: never;
        /**
         * Make a template
         * @description At most 200 for each owner.
         */
        post: operations["TemplatesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template */
        get: operations["TemplatesController_get"];
        /** Replace a template */
        put: operations["TemplatesController_replace"];
        post?: never;
        /** Delete a template */
        delete: operations["TemplatesController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/templates/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a prompt of a template
         * @description The name does instead of the id, where it can stand in an address.
         */
        post: operations["TemplatesController_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change what a request in plain words names, and nothing else
         * @description What a provider changes beyond that is put back and told in `report.put_back`. A request that names nothing changes nothing; `report.not_done` and `changes` tell which part of a request was not carried out.
         */
        post: operations["PromptsController_update"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/generate/image-to-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate a video from an image */
        post: operations["GenerationController_imageToVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/generate/text-to-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate a video */
        post: operations["GenerationController_textToVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/generate/video-to-video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate a video from another */
        post: operations["GenerationController_videoToVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a job stands */
        get: operations["WanJobController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/model/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The model of the first engine */
        get: operations["ModelsController_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The models of the engines, and those of the hub */
        get: operations["ModelsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Download a model
         * @description The list of models tells how far it is. One that failed goes on with what has come.
         */
        post: operations["ModelsController_download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/batch_download/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download all finished videos of a batch as one ZIP */
        get: operations["VideoFilesController_batchZip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/batch_inference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate 1 to 8 videos, one on each device */
        post: operations["VideoController_generateBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/batch_status/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a batch and its videos stand
         * @description `partial` only when every job is final and some, but not all, have a video.
         */
        get: operations["VideoController_batchStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/clean_expired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Expire jobs that have waited too long */
        post: operations["VideoController_cleanExpired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/single_inference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Generate one video */
        post: operations["VideoController_generate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/status/{batch_id}/{job_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one video of a batch stands */
        get: operations["VideoController_statusInBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/video/status/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a video stands */
        get: operations["VideoController_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{batch_id}/{job_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download one video of a batch */
        get: operations["VideoFilesController_videoInBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{video_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the video of a job
         * @description Byte ranges and conditional requests work.
         */
        get: operations["VideoFilesController_video"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/batch/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a batch and its videos stand, every second (WebSocket)
         * @description Texts as `/api/video/batch_status/{batch_id}` answers, until every job is final. Without an upgrade: 426.
         */
        get: operations["StatusSocketsController_batch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/video/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a video stands, every second (WebSocket)
         * @description Texts as `/api/video/status/{job_id}` answers, until the video is there or never will be. Without an upgrade: 426.
         */
        get: operations["StatusSocketsController_video"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AppliedTemplateBody: {
            negative_prompt: string | null;
            prompt: string;
        };
        ApplyTemplateDto: {
            prompt?: string;
            /** @description Values by name of the slot */
            slots?: {
                [key: string]: string | number;
            };
        };
        ArtifactBody: {
            /** @description Eight hexadecimal digits */
            crc32: string;
            file_name: string;
            /** @enum {string} */
            role: "video" | "image" | "poster" | "original";
            sha256: string;
            /** @description Bytes */
            size: number;
        };
        AttemptBody: {
            device: string;
            /** Format: date-time */
            ended_at: string | null;
            engine: string;
            /**
             * Format: date-time
             * @description When the device was free again
             */
            generated_at: string | null;
            /** @description Name and version of the engine's model */
            model: string | null;
            number: number;
            problem: components["schemas"]["AttemptProblemBody"] | null;
            /** @description What the model makes of the prompt: words that it passes over, or draws as something else */
            remark: string | null;
            /** @description Milliseconds by stage */
            stage_ms: Record<string, never> | null;
            /** Format: date-time */
            started_at: string;
        };
        AttemptProblemBody: {
            message: string;
            /** @enum {string} */
            reason: "interrupted" | "device-fault" | "shutdown" | "failed" | "not-accepted" | "lost";
        };
        BatchBody: {
            /** @description Jobs that have a video */
            completed: number;
            /** Format: date-time */
            created_at: string;
            /** @description Jobs that ended without one */
            failed: number;
            /** Format: uuid */
            id: string;
            /** @description In the order of submission */
            jobs: components["schemas"]["JobBody"][];
            /** @description The batch whose failed jobs this one tries again */
            retry_of: string | null;
            /** @enum {string} */
            state: "processing" | "complete" | "partial" | "failed";
            total: number;
            /** @description All finished videos as one ZIP */
            zip_url: string | null;
        };
        BatchDto: {
            /** @description Speech or music to move to. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            audio?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description Name of an engine; otherwise the first that is able */
            engine?: string;
            /** @description Frames a second */
            fps?: number;
            guidance_scale?: number;
            /** @description Pixels */
            height?: number;
            /** @description An image to start from. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            image?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description An image to end with. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            last_image?: string | {
                /** Format: uuid */
                id: string;
            };
            negative_prompt?: string;
            num_frames?: number;
            /** @description Each a prompt, or an object with a prompt and options of its own */
            prompts?: (string | components["schemas"]["SingleDto"])[];
            /**
             * @description How an image or video is brought to the size of the result
             * @enum {string}
             */
            resize_mode?: "crop" | "letterbox" | "stretch";
            seed?: number;
            /** @description Instead of prompts: places in the history of `session_id`, from 0 */
            selected_indices?: number[];
            /**
             * Format: uuid
             * @description The prompt-tuning session that the prompt came from; the video then leads back to its words
             */
            session_id?: string;
            steps?: number;
            /** @description How far the result may leave the image or video that it starts from */
            strength?: number;
            /**
             * @description Otherwise what the files to start from call for, and a video rather than an image
             * @enum {string}
             */
            task?: "text-to-video" | "image-to-video" | "video-to-video" | "text-to-image" | "image-to-image" | "audio-driven";
            variation_seed?: number;
            /** @description Instead of prompts: how many of `session_id` in all, the selected ones (or else the current one) and then variations */
            variations?: number;
            /** @description What may vary; as for generate-variations */
            vary?: string[];
            /** @description A video to start from. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            video?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description Pixels */
            width?: number;
            wildcard_count?: number;
            /** @default 0 */
            wildcard_seed?: number;
            /** @description Expand `{a|b|c}` in the prompts: into every combination, if these are at most 8 in all; otherwise `wildcard_count` says how many are drawn */
            wildcards?: boolean;
        };
        BatchInferenceBody: {
            /** Format: uuid */
            batch_id: string;
            message: string;
            /** @description Fields that were not understood */
            warnings?: string[];
        };
        BatchJobBody: {
            attempts: number;
            device: string | null;
            gpu_id: number;
            /**
             * Format: uuid
             * @description Its id under /api/jobs
             */
            id: string;
            /** @description `job_0` to `job_7` */
            job_id: string;
            message: string;
            progress: number;
            prompt: string;
            seed: number;
            /** @enum {string} */
            status: "pending" | "generating" | "processing" | "complete" | "failed" | "expired";
            video_url: string | null;
        };
        BatchListBody: {
            /** @description Newest first */
            items: components["schemas"]["BatchBody"][];
            /** @description Send it as `cursor` to go on; null at the end */
            next_cursor: string | null;
        };
        BatchPlaceBody: {
            /** Format: uuid */
            id: string;
            /** @description Position in the batch, from 0 */
            index: number;
        };
        BatchStatusAnswer: {
            batch_id: string;
            completed: number;
            /** @description Only with 404 */
            detail?: string;
            failed: number;
            /** @description In the order of submission */
            jobs: components["schemas"]["BatchJobBody"][];
            message: string;
            /** @enum {string} */
            status: "processing" | "complete" | "partial" | "failed" | "not_found";
            total: number;
        };
        CleanExpiredBody: {
            expired_jobs_removed: number;
            queue_size_after: number;
            queue_size_before: number;
        };
        DeletedSessionBody: {
            message: string;
        };
        DeviceBody: {
            /** @description While its server is full: until when it rests */
            back_off: components["schemas"]["PauseBody"] | null;
            /** @description Where it is: `10.0.0.7:8000` */
            detail: string | null;
            engine: string;
            /** @description In a row */
            failures: number;
            /** @description The `gpu_id` of seed 004 */
            index: number;
            /** @description Your jobs that hold the device now */
            jobs: string[];
            /** @enum {string} */
            kind: "cpu" | "cuda" | "remote";
            /** @description The GPUs of a group that work on one job together */
            members: number[] | null;
            name: string;
            quarantine: components["schemas"]["PauseBody"] | null;
            /** @description How long the newest runs held the device, newest first */
            recent_run_seconds: number[];
            /** @description Jobs that hold the device now, whoever they belong to */
            running: number;
            /** @enum {string} */
            state: "idle" | "busy" | "backing-off" | "quarantined";
        };
        DeviceListBody: {
            items: components["schemas"]["DeviceBody"][];
        };
        DiffPartBody: {
            /** @enum {string} */
            kind: "same" | "removed" | "added";
            text: string;
        };
        DownloadProgressBody: {
            downloaded_bytes: number;
            downloaded_files: number;
            /** @description Why it failed */
            message: string | null;
            progress: number;
            revision: string | null;
            /** @enum {string} */
            status: "pending" | "downloading" | "downloaded" | "failed";
            total_bytes: number;
            total_files: number;
        };
        DownloadRequestBody: {
            /** @description `organisation/name`; MODEL_HUB_DEFAULT if left out */
            model_id?: string;
        };
        DownloadStartedBody: {
            message: string;
            model_id: string;
        };
        EditDto: {
            /** @description New values by field: `{"camera.angle": "low angle", "mood": null}`; null empties a field */
            fields?: {
                [key: string]: unknown;
            };
            /** @description Fields, or groups of them, that nothing may change */
            lock?: string[];
            /** @description A new text instead, written by hand; the fields follow it */
            prompt?: string;
            /** @description Fields, or groups of them, that may change again */
            unlock?: string[];
        };
        EngineBody: {
            /**
             * @description How far a running job can be stopped
             * @enum {string}
             */
            cancel: "none" | "queued-only" | "step" | "kill";
            /** @description Used where a request is silent */
            defaults: components["schemas"]["EngineDefaultsBody"];
            devices: string[];
            model: string;
            name: string;
            /**
             * @description What is known of a running job
             * @enum {string}
             */
            progress: "steps" | "percent" | "none";
            ranges: components["schemas"]["EngineRangesBody"];
            /** @description Where only certain sizes are taken */
            sizes: components["schemas"]["SizeBody"][] | null;
            tasks: string[];
        };
        EngineDefaultsBody: {
            fps: number;
            guidance_scale: number;
            height: number;
            negative_prompt: string;
            num_frames: number;
            steps: number;
            width: number;
        };
        EngineListBody: {
            /** @description In the order of `ENGINES` */
            items: components["schemas"]["EngineBody"][];
        };
        EngineRangesBody: {
            fps: components["schemas"]["RangeBody"];
            guidance_scale: components["schemas"]["RangeBody"];
            height: components["schemas"]["RangeBody"];
            num_frames: components["schemas"]["RangeBody"];
            steps: components["schemas"]["RangeBody"];
            width: components["schemas"]["RangeBody"];
        };
        EnhanceBody: {
            added: string[];
            changed: string[];
            /** @description The builtin provider stood in for one that failed */
            degraded: boolean;
            /** @description Word for word */
            diff: components["schemas"]["DiffPartBody"][];
            dropped: string[];
            enhanced_prompt: string;
            /** @description What stands in both */
            kept: string[];
            /** @description What the template says must not be seen */
            negative_prompt: string | null;
            original_prompt: string;
            /** @description What must stand verbatim in every refinement of it */
            protected_texts: components["schemas"]["ProtectedTextBody"][];
            /** @description Who did it */
            provider: string;
            /** @description What was not taken, since it is locked */
            put_back: string[];
            /** @description The revision that was made; null for a proposal */
            revision_id: string | null;
            session_id: string;
            /** @description Fields that were not understood */
            warnings?: string[];
        };
        EnhanceDto: {
            /**
             * @description Make the result a revision
             * @default false
             */
            apply?: boolean;
            /**
             * @description Who wrote `enhanced_prompt`: the `provider` of the answer that proposed it, if nothing was edited
             * @default user
             * @enum {string}
             */
            enhanced_by?: "builtin" | "openai" | "user";
            /** @description A proposal of before, as it was or edited: it is compared, and taken with `apply`; nobody is asked for another */
            enhanced_prompt?: string;
            rough_prompt: string;
            /** Format: uuid */
            session_id?: string | null;
            /** @description Values for the template's slots */
            slots?: {
                [key: string]: string | number;
            };
            /** @description Name of a template to put the prompt into first */
            template?: string;
        };
        EtaBody: {
            high: number;
            low: number;
        };
        FailureBody: {
            code: string;
            message: string;
        };
        FilesRemovedBody: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            reason: "retention" | "deleted";
        };
        FlatParametersBody: {
            actions?: string;
            atmosphere?: string;
            colors?: string;
            lighting?: string;
            location?: string;
            style?: string;
            subject_attributes?: string;
            subjects?: string;
            time_of_day?: string;
        };
        HealthBody: {
            /** @description Jobs that run */
            active_tasks: number;
            /** @description Devices that can take a job now or when their job ends */
            devices_available: number;
            devices_total: number;
            gpu_available: boolean;
            gpu_count: number;
            /** @description GiB of all GPUs together; 0 where there are none */
            memory_info: components["schemas"]["MemoryInfoBody"];
            /** @description An engine has its model in memory */
            pipeline_loaded: boolean;
            /** @description The queue takes more jobs */
            queue_health: boolean;
            /** @description Jobs that wait */
            queue_size: number;
            /** @description Jobs that were submitted in the last hour and failed */
            recent_failures: number;
            /** @description Records are still being read */
            recovering: boolean;
            /**
             * @description Whether Redis can be used; `unset` where one process does everything
             * @enum {string}
             */
            redis: "unset" | "up" | "down" | "unusable";
            /**
             * @description What this process does
             * @enum {string}
             */
            role: "all" | "api" | "worker";
            service: string;
            /** @description No new work is taken */
            shutting_down: boolean;
            /**
             * @description At `/api/health` always `ok`. At `/health` degraded while the queue is full, or after five failed jobs in an hour
             * @enum {string}
             */
            status: "healthy" | "degraded" | "ok";
            /** @description Local time without a zone, as the original server writes it */
            timestamp: string;
            version: string;
        };
        HistoryBody: {
            /** @description From the first prompt to the current one */
            history: components["schemas"]["HistoryEntryBody"][];
            session_id: string;
        };
        HistoryEntryBody: {
            /** Format: date-time */
            created_at: string;
            /** @description The request, or `Initial prompt` */
            description: string;
            /** @enum {string} */
            origin: "initialize" | "enhance" | "update" | "variation" | "edit" | "restore";
            parameters: components["schemas"]["FlatParametersBody"];
            prompt: string;
            revision_id: string;
        };
        ImageToVideoForm: {
            /** @description 24 if left out or 0 and the engine takes it, else that of the engine */
            fps?: number;
            /** @description 7.5 if left out or 0 and the engine takes it, else that of the engine */
            guidance_scale?: number;
            /** @description 512 if left out or 0 and the engine takes it, else that of the engine */
            height?: number;
            /**
             * Format: binary
             * @description JPEG, PNG, WebP, GIF or BMP
             */
            image: string;
            negative_prompt?: string;
            /** @description 64 if left out or 0 and the engine takes it, else that of the engine */
            num_frames?: number;
            /** @description 50 if left out or 0 and the engine takes it, else that of the engine */
            num_inference_steps?: number;
            prompt?: string;
            /** @description Below 0, or left out: random */
            seed?: number;
            /** @description 512 if left out or 0 and the engine takes it, else that of the engine */
            width?: number;
        };
        InitializeDto: {
            prompt: string;
            /** @description Trigger words that every prompt must hold verbatim */
            protected?: string[];
            /** Format: uuid */
            session_id?: string | null;
        };
        InputBody: {
            /** @description Of videos and audio */
            duration_seconds?: number;
            /**
             * Format: date-time
             * @description Kept at least until then, and longer where it is used again or a job still needs it
             */
            expires_at: string;
            /** @description Pixels; of images and videos */
            height?: number;
            /**
             * Format: uuid
             * @description What `image`, `video` or `audio` of a generation may name
             */
            id: string;
            /** @enum {string} */
            kind: "image" | "video" | "audio";
            /**
             * @description By its content, whatever the file was called
             * @example image/png
             */
            media_type: string;
            /** @description Bytes */
            size: number;
            /** @description Pixels; of images and videos */
            width?: number;
        };
        InputDeletedBody: {
            deleted: boolean;
            /** Format: uuid */
            id: string;
        };
        JobBody: {
            artifacts: components["schemas"]["ArtifactBody"][];
            attempts: components["schemas"]["AttemptBody"][];
            batch: components["schemas"]["BatchPlaceBody"] | null;
            cancel_requested: boolean;
            /** @description Asked to stop, and its engine has not confirmed it yet */
            cancelling: boolean;
            /** Format: date-time */
            created_at: string;
            device: string | null;
            /** @description The one that ran or runs it; before that, the one it would run on first */
            engine: string;
            eta_seconds: components["schemas"]["EtaBody"] | null;
            failure: components["schemas"]["FailureBody"] | null;
            files_removed: components["schemas"]["FilesRemovedBody"] | null;
            /** Format: date-time */
            finished_at: string | null;
            fps: number;
            guidance_scale: number;
            height: number;
            /** Format: uuid */
            id: string;
            /** @description Of jobs that make an image */
            image_url: string | null;
            /** @description Files that it starts from */
            inputs: components["schemas"]["JobInputBody"][];
            /** @description Known with the first attempt */
            model: string | null;
            negative_prompt: string;
            num_frames: number;
            /** @description The server's own file (KEEP_ORIGINALS) */
            original_url: string | null;
            poster_url: string | null;
            /** @description A small JPEG of how the result looks so far, while the job runs; another address for each new one */
            preview_url: string | null;
            progress: components["schemas"]["ProgressBody"] | null;
            /** @description Exactly as it was sent */
            prompt: string;
            /** @description 1 is next */
            queue_position: number | null;
            /** @description From submission to the first attempt */
            queue_seconds: number | null;
            rating: number | null;
            /** @description The job whose values it took over, with another prompt */
            remix_of: string | null;
            /** @enum {string|null} */
            resize_mode: "crop" | "letterbox" | "stretch" | null;
            /** @description The job that this one tries again */
            retry_of: string | null;
            /** @description The revision in it that holds the prompt */
            revision_id: string | null;
            /** @description The last attempt, with writing the file */
            run_seconds: number | null;
            seed: number;
            /** @description The prompt-tuning session that the prompt came from */
            session_id: string | null;
            starred: boolean;
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "expired";
            steps: number;
            /** @description 0..1: how far it may leave what it starts from */
            strength: number | null;
            task: string;
            video_url: string | null;
            width: number;
        };
        JobInputBody: {
            /** @example image/png */
            media_type: string;
            /** @enum {string} */
            role: "image" | "last-image" | "video" | "audio";
            sha256: string;
            /** @description Bytes */
            size: number;
        };
        JobListBody: {
            /** @description Newest first */
            items: components["schemas"]["JobBody"][];
            /** @description Send it as `cursor` to go on; null at the end */
            next_cursor: string | null;
        };
        JobPatchDto: {
            /** @description What you think of it, from 1 to 5; 0 takes it back */
            rating?: number;
            /** @description Starred jobs keep their files */
            starred?: boolean;
        };
        JobStatusBody: {
            /** Format: date-time */
            created_at: string;
            job_id: string;
            message: string;
            /** @description `./outputs/<file>`, once the video is there */
            output_path?: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "failed";
            /** Format: date-time */
            updated_at: string;
        };
        KeepDto: {
            variations: components["schemas"]["KeepItemDto"][];
        };
        KeepItemDto: {
            /** Format: uuid */
            base_revision_id: string;
            /** @default false */
            degraded?: boolean;
            details: components["schemas"]["PromptParameters"];
            prompt: string;
            /**
             * @default builtin
             * @enum {string}
             */
            provider?: "builtin" | "openai";
        };
        KeptBody: {
            /** @description One for each variation, in order */
            revisions: components["schemas"]["RevisionBody"][];
            session_id: string;
        };
        MemoryInfoBody: {
            allocated: number;
            free: number;
            total: number;
        };
        ModelInfoBody: {
            /** @description The name of the folder of downloaded models; no path of the machine */
            cache_dir: string;
            gpu_device_id: number;
            gpu_enabled: boolean;
            /** @description Of the first engine */
            name: string;
            /** @description The engine */
            provider: string;
            version: string;
        };
        NotDoneBody: {
            /**
             * @description `not_there`: it names something that the prompt does not; `already_so`: the prompt says it already
             * @enum {string}
             */
            reason: "not_there" | "not_understood" | "already_so";
            /** @description The part of the request, in its words */
            words: string;
        };
        ParametersBody: {
            /** @description The whole typed description */
            details: components["schemas"]["PromptParameters"];
            /** @description Fields that no refinement may change */
            locks: string[];
            parameters: components["schemas"]["FlatParametersBody"];
            revision_id: string;
            session_id: string;
            /** @description Where the value of a field is from, by field */
            sources: {
                [key: string]: "stated" | "inferred" | "edited";
            };
        };
        PauseBody: {
            reason: string;
            /** Format: date-time */
            until: string;
        };
        ProgressBody: {
            /** @description True where the fraction is guessed from earlier runs of this shape */
            estimated: boolean;
            /** @description Of the whole attempt */
            fraction: number;
            stage: string;
            step: number | null;
            total_steps: number | null;
        };
        PromptFieldBody: {
            /** @description Whether variations may change it */
            may_vary: boolean;
            /** @description As in `fields`, `lock` and `sources`: `camera.angle` */
            path: string;
            /** @description JSON Schema of its value, with the terms of an enumeration */
            schema: {
                [key: string]: unknown;
            };
        };
        PromptFieldsBody: {
            /** @description Models whose way of writing prompts is known */
            dialects: string[];
            items: components["schemas"]["PromptFieldBody"][];
        };
        PromptParameters: {
            /** @default [] */
            actions: {
                action: string;
                agent?: string;
                /** @enum {string} */
                speed?: "very slow" | "slow" | "moderate" | "fast" | "very fast";
            }[];
            audio: {
                ambience?: string;
                /** @default [] */
                dialogue: {
                    language?: string;
                    speaker?: string;
                    text: string;
                }[];
                /** @default [] */
                effects: string[];
                music?: string;
            };
            camera: {
                /** @enum {string} */
                angle?: "eye level" | "low angle" | "high angle" | "overhead" | "bird's-eye view" | "dutch angle" | "over-the-shoulder" | "point of view";
                /** @enum {string} */
                depth_of_field?: "shallow" | "deep";
                focus?: string;
                lens?: string;
                /** @enum {string} */
                movement?: "static" | "pan left" | "pan right" | "tilt up" | "tilt down" | "zoom in" | "zoom out" | "dolly in" | "dolly out" | "truck left" | "truck right" | "pedestal up" | "pedestal down" | "orbit" | "tracking" | "handheld" | "aerial" | "arc";
                /** @enum {string} */
                movement_speed?: "very slow" | "slow" | "moderate" | "fast" | "very fast";
                /** @enum {string} */
                shot_size?: "extreme close-up" | "close-up" | "medium close-up" | "medium shot" | "cowboy shot" | "full shot" | "wide shot" | "extreme wide shot";
            };
            composition: {
                position?: string;
                /** @default [] */
                relations: string[];
            };
            lighting: {
                color_temperature?: string;
                direction?: string;
                intensity?: string;
                quality?: string;
                source?: string;
            };
            /** @default [] */
            mood: string[];
            /** @default [] */
            negative: string[];
            /** @default [] */
            on_screen_text: string[];
            /** @default [] */
            palette: string[];
            /** @default [] */
            protected: string[];
            setting: {
                background?: string;
                location?: string;
                /** @default [] */
                props: string[];
            };
            style: {
                artistic?: string;
                grade?: string;
                medium?: string;
            };
            /** @default [] */
            subjects: {
                /** @default [] */
                attributes: string[];
                clothing?: string;
                count?: number;
                expression?: string;
                name: string;
                role?: string;
            }[];
            technical: {
                aspect_ratio?: string;
                fps?: number;
                height?: number;
                seed?: number;
                width?: number;
            };
            /** @enum {string} */
            time_of_day?: "dawn" | "sunrise" | "morning" | "midday" | "afternoon" | "golden hour" | "sunset" | "dusk" | "blue hour" | "evening" | "night" | "midnight";
            timing: {
                duration_seconds?: number;
                /** @default [] */
                segments: {
                    description: string;
                    end?: number;
                    start?: number;
                }[];
                /** @default [] */
                transitions: string[];
            };
            /**
             * @default 1
             * @enum {number}
             */
            version: 1;
            /** @default [] */
            weather: ("clear" | "cloudy" | "overcast" | "rain" | "storm" | "snow" | "fog" | "wind")[];
        };
        PromptStateBody: {
            /** @description For people */
            changes: string[];
            /** @description The builtin provider stood in for one that failed */
            degraded: boolean;
            /** @description The whole typed description */
            details: components["schemas"]["PromptParameters"];
            /** @description Word for word, against the revision before */
            diff: components["schemas"]["DiffPartBody"][];
            /** @description Fields that no refinement may change */
            locks: string[];
            parameters: components["schemas"]["FlatParametersBody"];
            prompt: string;
            /**
             * @description Who did it
             * @enum {string}
             */
            provider: "builtin" | "openai" | "user";
            report: components["schemas"]["ReportBody"];
            revision_id: string;
            session_id: string;
            /** @description Where the value of a field is from, by field */
            sources: {
                [key: string]: "stated" | "inferred" | "edited";
            };
            /** @description Fields that were not understood */
            warnings?: string[];
        };
        ProtectedTextBody: {
            /**
             * @description `declared`: one of the trigger words in `protected`
             * @enum {string}
             */
            kind: "quote" | "declared" | "number" | "name";
            text: string;
        };
        QueueBody: {
            /** @description Your waiting jobs stay where they are until you resume */
            paused: boolean;
            /** @description Your jobs that hold one */
            running: number;
            /** @description Your jobs that wait for a device */
            waiting: number;
        };
        RangeBody: {
            max: number;
            min: number;
            /** @description Only k * multiple_of + plus */
            multiple_of?: number;
            plus?: number;
        };
        RenderBody: {
            dialect: string;
            /** @description What must not be seen, where the dialect keeps it apart */
            negative_prompt: string | null;
            /** @description The revision that was rendered */
            revision_id: string;
            session_id: string;
            text: string;
            warnings: string[];
            /** @description Words of the text */
            words: number;
        };
        RenderDto: {
            /** @enum {string} */
            dialect: "plain" | "wan-2.2" | "ltx-2" | "hunyuanvideo-1.5" | "cosmos-3";
            /** @description Values for the template's slots */
            slots?: {
                [key: string]: string | number;
            };
            /** @description Name of a template to put the prompt into first */
            template?: string;
        };
        ReportBody: {
            added: string[];
            /** @description `old -> new` */
            changed: string[];
            dropped: string[];
            /** @description Fields whose value differs */
            fields: string[];
            /** @description What stands in both */
            kept: string[];
            /** @description What of a request in plain words the builtin provider did not carry out; `put_back` tells of locks */
            not_done: components["schemas"]["NotDoneBody"][];
            /** @description What a provider changed unasked, and was taken back */
            put_back: string[];
        };
        RestoreDto: {
            /**
             * Format: uuid
             * @description A revision of the session
             */
            revision_id: string;
        };
        RevisionBody: {
            /** @description For people */
            changes: string[];
            /** Format: date-time */
            created_at: string;
            degraded: boolean;
            /** @description The request, or what was done */
            description: string;
            /** @description The whole typed description */
            details: components["schemas"]["PromptParameters"];
            /** Format: uuid */
            id: string;
            /** @description Fields that no refinement may change */
            locks: string[];
            /** @enum {string} */
            origin: "initialize" | "enhance" | "update" | "variation" | "edit" | "restore";
            parameters: components["schemas"]["FlatParametersBody"];
            /** @description The revision that it was made of; null for a first one */
            parent: string | null;
            prompt: string;
            /** @enum {string} */
            provider: "builtin" | "openai" | "user";
            report: components["schemas"]["ReportBody"];
            /** @description Where the value of a field is from, by field */
            sources: {
                [key: string]: "stated" | "inferred" | "edited";
            };
        };
        SessionBody: {
            can_redo: boolean;
            can_undo: boolean;
            /** Format: date-time */
            created_at: string;
            /** @description The revision that the next change is made of */
            head: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            last_used_at: string;
            /** @description Revisions from the first one to the head */
            path: string[];
            /** @description What stands verbatim in every refinement of the head */
            protected_texts: components["schemas"]["ProtectedTextBody"][];
            /** @description In the order of their making */
            revisions: components["schemas"]["RevisionBody"][];
        };
        SessionDto: {
            /** Format: uuid */
            session_id: string;
        };
        SessionListBody: {
            /** @description The same; the one used last comes first */
            items: components["schemas"]["SessionSummaryBody"][];
            /** @description Last use by session, in seconds since 1970 */
            sessions: {
                [key: string]: number;
            };
        };
        SessionStateBody: {
            can_redo: boolean;
            can_undo: boolean;
            /** @description For people */
            changes: string[];
            /** @description The builtin provider stood in for one that failed */
            degraded: boolean;
            /** @description The whole typed description */
            details: components["schemas"]["PromptParameters"];
            /** @description Word for word, against the revision before */
            diff: components["schemas"]["DiffPartBody"][];
            /** @description Fields that no refinement may change */
            locks: string[];
            parameters: components["schemas"]["FlatParametersBody"];
            prompt: string;
            /**
             * @description Who did it
             * @enum {string}
             */
            provider: "builtin" | "openai" | "user";
            report: components["schemas"]["ReportBody"];
            revision_id: string;
            session_id: string;
            /** @description Where the value of a field is from, by field */
            sources: {
                [key: string]: "stated" | "inferred" | "edited";
            };
            /** @description Fields that were not understood */
            warnings?: string[];
        };
        SessionSummaryBody: {
            /** Format: date-time */
            created_at: string;
            id: string;
            /** Format: date-time */
            last_used_at: string;
            revisions: number;
            /** @description Beginning of its first prompt */
            title: string;
        };
        SingleDto: {
            /** @description Speech or music to move to. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            audio?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description Name of an engine; otherwise the first that is able */
            engine?: string;
            /** @description Frames a second */
            fps?: number;
            guidance_scale?: number;
            /** @description Pixels */
            height?: number;
            /** @description An image to start from. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            image?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description An image to end with. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            last_image?: string | {
                /** Format: uuid */
                id: string;
            };
            negative_prompt?: string;
            num_frames?: number;
            /** @description Needed, unless `session_id` is there: then its current prompt is taken */
            prompt?: string;
            /**
             * @description How an image or video is brought to the size of the result
             * @enum {string}
             */
            resize_mode?: "crop" | "letterbox" | "stretch";
            seed?: number;
            /** @description Instead of a prompt: a place in the history of `session_id`, from 0 */
            selected_indices?: number[];
            /**
             * Format: uuid
             * @description The prompt-tuning session that the prompt came from; the video then leads back to its words
             */
            session_id?: string;
            steps?: number;
            /** @description How far the result may leave the image or video that it starts from */
            strength?: number;
            /**
             * @description Otherwise what the files to start from call for, and a video rather than an image
             * @enum {string}
             */
            task?: "text-to-video" | "image-to-video" | "video-to-video" | "text-to-image" | "image-to-image" | "audio-driven";
            /** @description A video to start from. `{"id": ...}` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs */
            video?: string | {
                /** Format: uuid */
                id: string;
            };
            /** @description Pixels */
            width?: number;
        };
        SingleInferenceBody: {
            /** Format: uuid */
            job_id: string;
            message: string;
            /** @description Fields that were not understood */
            warnings?: string[];
        };
        SizeBody: {
            height: number;
            width: number;
        };
        StartedBody: {
            /** @example job_1234567890_abcdef1234567890 */
            job_id: string;
            message: string;
            /** @enum {string} */
            status: "processing";
        };
        TemplateBody: {
            /** Format: date-time */
            created_at: string | null;
            description: string | null;
            id: string;
            /** @enum {string} */
            kind: "prompt" | "style";
            name: string;
            negative: string | null;
            /** @description Counts the changes, from 1; 0 for what ships with the project */
            revision: number;
            /** @description Ships with the project; cannot be changed */
            shipped: boolean;
            slots: components["schemas"]["TemplateSlotBody"][];
            text: string;
            /** Format: date-time */
            updated_at: string | null;
        };
        TemplateChangeDto: {
            description?: string;
            /**
             * @default prompt
             * @enum {string}
             */
            kind?: "prompt" | "style";
            /** @description Unique, upper and lower case alike */
            name: string;
            /** @description Negative prompt; may hold slots */
            negative?: string;
            /** @description The revision that the change was made of */
            revision: number;
            slots?: components["schemas"]["TemplateSlotBody"][];
            /** @description `{{slot}}` is replaced by a value, `{{prompt}}` by the own prompt, which else comes at the end */
            text: string;
        };
        TemplateContentDto: {
            description?: string;
            /**
             * @default prompt
             * @enum {string}
             */
            kind?: "prompt" | "style";
            /** @description Unique, upper and lower case alike */
            name: string;
            /** @description Negative prompt; may hold slots */
            negative?: string;
            slots?: components["schemas"]["TemplateSlotBody"][];
            /** @description `{{slot}}` is replaced by a value, `{{prompt}}` by the own prompt, which else comes at the end */
            text: string;
        };
        TemplateDeletedBody: {
            deleted: boolean;
            id: string;
        };
        TemplateListBody: {
            /** @description Own ones, oldest first, then shipped ones */
            items: components["schemas"]["TemplateBody"][];
        };
        TemplateSlotBody: {
            /** @description Of a choice; 1 to 50 */
            choices?: string[];
            /** @description Stands where no value is given; without it a value is needed */
            default?: string | number;
            description?: string;
            /** @description Of a number */
            max?: number;
            /** @description Of a number */
            min?: number;
            name: string;
            /** @enum {string} */
            type: "text" | "number" | "choice";
        };
        TextToVideoBody: {
            /** @description 24 if left out or 0 and the engine takes it, else that of the engine */
            fps?: number;
            /** @description 7.5 if left out or 0 and the engine takes it, else that of the engine */
            guidance_scale?: number;
            /** @description 512 if left out or 0 and the engine takes it, else that of the engine */
            height?: number;
            negative_prompt?: string;
            /** @description 64 if left out or 0 and the engine takes it, else that of the engine */
            num_frames?: number;
            /** @description 50 if left out or 0 and the engine takes it, else that of the engine */
            num_inference_steps?: number;
            /** @description Not blank */
            prompt: string;
            /** @description Below 0, or left out: random */
            seed?: number;
            /** @description 512 if left out or 0 and the engine takes it, else that of the engine */
            width?: number;
        };
        UpdateDto: {
            /**
             * Format: uuid
             * @description Needed; without it the answer is 400
             */
            session_id?: string | null;
            /** @description For example: make it night */
            user_request: string;
        };
        VariationBody: {
            /** @description The revision that it is, or is a variation of */
            base_revision_id: string;
            /** @description By the builtin provider, since the language model gave too few */
            degraded: boolean;
            details: components["schemas"]["PromptParameters"];
            /** @description Against that revision */
            diff: components["schemas"]["DiffPartBody"][];
            parameters: components["schemas"]["FlatParametersBody"];
            prompt: string;
            provider: string;
            /** @description One of the selected prompts, as it is */
            selected: boolean;
        };
        VariationsBody: {
            /** @description The selected ones first; no two the same */
            prompts: string[];
            /** @description Send it to get the same again */
            seed: number;
            selected_indices: number[];
            session_id: string;
            /** @description The same prompts, with what they are */
            variations: components["schemas"]["VariationBody"][];
            warnings?: string[];
        };
        VariationsDto: {
            /**
             * Format: uuid
             * @description Instead of places: any revision of the tree, such as the one behind a video
             */
            revision_id?: string;
            seed?: number;
            /** @description Places in the history, from 0; needed, unless `revision_id` is there */
            selected_indices?: number[];
            /**
             * Format: uuid
             * @description Needed; without it the answer is 400
             */
            session_id?: string | null;
            /** @description Values for the template's slots */
            slots?: {
                [key: string]: string | number;
            };
            /** @description Name of a template to put the prompt into first */
            template?: string;
            /** @default 8 */
            total_count?: number;
            /** @description What may vary: fields (`camera.angle`), groups (`camera`), keys of the flat view (`colors`) */
            vary?: string[];
        };
        VideoStatusBody: {
            /** @description Only with 404 */
            detail?: string;
            job_id: string;
            message: string;
            progress: number;
            /** @enum {string} */
            status: "pending" | "generating" | "processing" | "complete" | "failed" | "expired";
            video_url: string | null;
        };
        VideoToVideoForm: {
            /** @description 24 if left out or 0 and the engine takes it, else that of the engine */
            fps?: number;
            /** @description 7.5 if left out or 0 and the engine takes it, else that of the engine */
            guidance_scale?: number;
            negative_prompt?: string;
            /** @description 50 if left out or 0 and the engine takes it, else that of the engine */
            num_inference_steps?: number;
            prompt?: string;
            /** @description Below 0, or left out: random */
            seed?: number;
            /** @description 0.8 if left out */
            strength?: number;
            /**
             * Format: binary
             * @description MP4, AVI, MOV, WebM or MKV
             */
            video: string;
        };
        WanModelBody: {
            cache_dir: string;
            /** @description Where somebody asked for it */
            download?: components["schemas"]["DownloadProgressBody"];
            /** @description All of its files are here and whole */
            downloaded: boolean;
            id: string;
            name: string;
            /** @description The engine, or `huggingface` */
            provider: string;
        };
        WanModelListBody: {
            models: components["schemas"]["WanModelBody"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    BatchesController_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string;
                /** @description 1 to 100 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchListBody"];
                };
            };
        };
    };
    BatchesController_submit: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchDto"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchBody"];
                };
            };
        };
    };
    BatchesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchBody"];
                };
            };
        };
    };
    BatchesController_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchBody"];
                };
            };
        };
    };
    BatchesController_retryFailed: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchBody"];
                };
            };
        };
    };
    MachinesController_listDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceListBody"];
                };
            };
        };
    };
    MachinesController_listEngines: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineListBody"];
                };
            };
        };
    };
    PromptsController_enhance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnhanceDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnhanceBody"];
                };
            };
        };
    };
    EventsController_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    PromptsController_generateVariations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VariationsDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariationsBody"];
                };
            };
        };
    };
    SystemController_apiHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthBody"];
                };
            };
        };
    };
    HistoryController_getHistory: {
        parameters: {
            query?: {
                /** @description Or the header `X-Session-Id` */
                session_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryBody"];
                };
            };
        };
    };
    HistoryController_postHistory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryBody"];
                };
            };
        };
    };
    PromptsController_initialize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InitializeDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptStateBody"];
                };
            };
        };
    };
    InputsController_upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": {
                    /** Format: binary */
                    file: string;
                };
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputBody"];
                };
            };
        };
    };
    InputsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputBody"];
                };
            };
        };
    };
    InputsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InputDeletedBody"];
                };
            };
        };
    };
    JobsController_list: {
        parameters: {
            query?: {
                /** @description Id of a batch */
                batch?: string;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                /** @description Name of an engine */
                engine?: string;
                /** @description 1 to 200 */
                limit?: number;
                /** @description `newest` (first) or `oldest` */
                order?: string;
                /** @description Only jobs that are rated so high, or higher; 1 to 5 */
                rating?: number;
                /** @description Text in the prompt, upper and lower case alike */
                search?: string;
                /** @description Only jobs that are, or are not, starred */
                starred?: boolean;
                /** @description Some of queued, running, succeeded, failed, cancelled, expired; comma between them */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobListBody"];
                };
            };
        };
    };
    JobsController_submit: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SingleDto"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobBody"];
                };
            };
        };
    };
    JobsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobBody"];
                };
            };
        };
    };
    JobsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobBody"];
                };
            };
        };
    };
    JobsController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobPatchDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobBody"];
                };
            };
        };
    };
    JobsController_preview: {
        parameters: {
            query?: {
                /** @description Not looked at; keeps pictures apart in a browser */
                v?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
        };
    };
    JobsController_retry: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobBody"];
                };
            };
        };
    };
    QueueController_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueBody"];
                };
            };
        };
    };
    QueueController_pause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueBody"];
                };
            };
        };
    };
    QueueController_resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueBody"];
                };
            };
        };
    };
    HistoryController_getParameters: {
        parameters: {
            query?: {
                /** @description Or the header `X-Session-Id` */
                session_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParametersBody"];
                };
            };
        };
    };
    HistoryController_postParameters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParametersBody"];
                };
            };
        };
    };
    FieldsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptFieldsBody"];
                };
            };
        };
    };
    HistoryController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedSessionBody"];
                };
            };
        };
    };
    HistoryController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionListBody"];
                };
            };
        };
    };
    SessionsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
                };
            };
        };
    };
    SessionsController_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStateBody"];
                };
            };
        };
    };
    SessionsController_keep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptBody"];
                };
            };
        };
    };
    SessionsController_redo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStateBody"];
                };
            };
        };
    };
    SessionsController_render: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenderDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenderBody"];
                };
            };
        };
    };
    SessionsController_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStateBody"];
                };
            };
        };
    };
    SessionsController_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionStateBody"];
                };
            };
        };
    };
    TemplatesController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateListBody"];
                };
            };
        };
    };
    TemplatesController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateContentDto"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateBody"];
                };
            };
        };
    };
    TemplatesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateBody"];
                };
            };
        };
    };
    TemplatesController_replace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateChangeDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateBody"];
                };
            };
        };
    };
    TemplatesController_remove: {
        parameters: {
            query?: {
                /** @description Delete only this revision */
                revision?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDeletedBody"];
                };
            };
        };
    };
    TemplatesController_apply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyTemplateDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppliedTemplateBody"];
                };
            };
        };
    };
    PromptsController_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptStateBody"];
                };
            };
        };
    };
    GenerationController_imageToVideo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImageToVideoForm"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBody"];
                };
            };
        };
    };
    GenerationController_textToVideo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextToVideoBody"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBody"];
                };
            };
        };
    };
    GenerationController_videoToVideo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["VideoToVideoForm"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedBody"];
                };
            };
        };
    };
    WanJobController_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobStatusBody"];
                };
            };
        };
    };
    ModelsController_info: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelInfoBody"];
                };
            };
        };
    };
    ModelsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WanModelListBody"];
                };
            };
        };
    };
    ModelsController_download: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadRequestBody"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadStartedBody"];
                };
            };
        };
    };
    VideoFilesController_batchZip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
        };
    };
    VideoController_generateBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchInferenceBody"];
                };
            };
        };
    };
    VideoController_batchStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchStatusAnswer"];
                };
            };
        };
    };
    VideoController_cleanExpired: {
        parameters: {
            query?: {
                /** @description Seconds that a job may have waited */
                max_age?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CleanExpiredBody"];
                };
            };
        };
    };
    VideoController_generate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SingleDto"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SingleInferenceBody"];
                };
            };
        };
    };
    VideoController_statusInBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
                job_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoStatusBody"];
                };
            };
        };
    };
    VideoController_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoStatusBody"];
                };
            };
        };
    };
    VideoFilesController_videoInBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
                job_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
        };
    };
    VideoFilesController_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
            /** @description The range that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": string;
                };
            };
        };
    };
    StatusSocketsController_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    StatusSocketsController_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
}
