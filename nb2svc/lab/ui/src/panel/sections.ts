/** The sections of the side panel, from top to bottom. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionComponent } from 'react';

import { Batch } from './batch/batch.js';
import { Build } from './building/section.js';
import { Findings } from './findings.js';
import { Pipeline } from './pipeline.js';
import { Serve } from './serving/section.js';
import { Versions } from './versions/section.js';
import { View } from './view.js';
import type { ISectionProps } from './workbench.js';

export interface ISection {
  readonly key: string;
  readonly title: string;
  readonly Section: FunctionComponent<ISectionProps>;
}

/** Return the sections. */
export function sectionsOf(trans: TranslationBundle): readonly ISection[] {
  return [
    { key: 'pipeline', title: trans.__('Pipeline'), Section: Pipeline },
    { key: 'view', title: trans.__('In the notebook'), Section: View },
    { key: 'findings', title: trans.__('Findings'), Section: Findings },
    { key: 'build', title: trans.__('Build'), Section: Build },
    { key: 'versions', title: trans.__('Versions'), Section: Versions },
    { key: 'serve', title: trans.__('Serve and try'), Section: Serve },
    { key: 'batch', title: trans.__('Batch'), Section: Batch }
  ];
}
